using System.Globalization;
using Humanizer;
using Qwen3Tts.TextFrontend.Normalization.Data;

namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>
/// How a language says what is not written in words. Number words are Humanizer's, the rest is the language's table and what
/// it overrides here.
/// </summary>
internal abstract class Grammar
{
    // Humanizer's converters are shared by all callers, and some, the Spanish one for instance, keep the gender in a field meanwhile.
    private static readonly Lock s_words = new();

    private readonly CultureInfo _culture;

    protected Grammar(string code, string culture)
    {
        Code = code;
        _culture = CultureInfo.GetCultureInfo(culture);
        Data = LanguageData.Load(code);
    }

    /// <summary>The language's two letters.</summary>
    public string Code { get; }

    public LanguageData Data { get; }

    /// <summary>Whether words are separated by spaces.</summary>
    public virtual bool Spaced => true;

    public virtual char DecimalSign => ',';

    public virtual char GroupSign => '.';

    /// <summary>Whether a space may separate thousands.</summary>
    public virtual bool GroupsBySpace => false;

    /// <summary>Whether 5/3 is the third of May.</summary>
    public virtual bool MonthFirst => false;

    /// <summary>Whether digits behind the decimal sign that do not begin with zero, at most two, are read as a number.</summary>
    public virtual bool ReadsFractionWhole => false;

    /// <summary>The letter that separates hours and minutes, as in 14h30; NUL for none.</summary>
    public virtual char HourLetter => '\0';

    protected string Gap => Spaced ? " " : "";

    /// <summary>A whole number by its digits. With leading zeros, or more digits than have names, digit by digit.</summary>
    public virtual string Cardinal(string digits, Gender gender = Gender.Masculine)
    {
        if ((digits.Length > 1 && digits[0] == '0') || digits.Length > MostDigits)
            return Digits(digits);
        return Cardinal(long.Parse(digits, CultureInfo.InvariantCulture), gender);
    }

    /// <summary>Numbers with more digits are read digit by digit.</summary>
    protected virtual int MostDigits => 12;

    public virtual string Cardinal(long value, Gender gender)
    {
        lock (s_words)
            return value.ToWords(Grammatical(gender), _culture);
    }

    /// <summary>A number before its noun.</summary>
    public virtual string Counting(string digits, Gender gender) => Cardinal(digits, gender);

    public virtual string Ordinal(long value, Gender gender)
    {
        lock (s_words)
            return ((int)Math.Min(value, int.MaxValue)).ToOrdinalWords(Grammatical(gender), _culture);
    }

    /// <summary>Digits one by one.</summary>
    public virtual string Digits(string digits) => string.Join(Gap, digits.Select(digit => Cardinal(digit - '0', Gender.Masculine)));

    /// <summary>A number with its sign and what is behind its decimal sign.</summary>
    public virtual string Number(Numeral number, Gender gender = Gender.Masculine)
    {
        var whole = Cardinal(number.Integer.Length == 0 ? "0" : number.Integer, number.IsWhole ? gender : Gender.Masculine);
        return Signed(number, number.IsWhole ? whole : whole + Gap + Data["point"] + Gap + FractionDigits(number.Fraction));
    }

    /// <summary>A number and its noun.</summary>
    public virtual string Count(Numeral number, CountedNoun noun) =>
        number.IsWhole && number.Value > 0 && number.Value % 1_000_000 == 0 && Of(noun[9]) != Gap
            ? Signed(number, Counting(number.Integer, noun.Gender)) + Of(noun[9]) + noun[9]
            : With(number.IsWhole ? Signed(number, Counting(number.Integer, noun.Gender)) : Number(number), noun[Form(number)]);

    /// <summary>A number's words in the place that a noun's form has for them, else before it.</summary>
    protected string With(string words, string form) => form.Contains("{}", StringComparison.Ordinal) ? form.Replace("{}", words, StringComparison.Ordinal) : words + Gap + form;

    /// <summary>A number and a word for millions behind it.</summary>
    public virtual string Scaled(Numeral number, string scale) =>
        (number.IsWhole ? Signed(number, Counting(number.Integer, ScaleGender)) : Number(number)) + Gap + scale;

    /// <summary>What stands between a word for millions and the noun.</summary>
    public string OfScale(string scale, string noun) => Data.In("of-scale", scale) ? Of(noun) : Gap;

    /// <summary>The gender of words for millions.</summary>
    protected virtual Gender ScaleGender => Gender.Masculine;

    /// <summary>Which form of a noun stands with a number.</summary>
    public virtual int Form(Numeral number) => number.IsOne ? 0 : 1;

    public virtual string Percent(Numeral number, bool permille) => Number(number) + Gap + Data[permille ? "permille" : "percent"];

    public virtual string Money(Numeral number, string? scale, Currency currency)
    {
        if (scale is not null)
            return Scaled(number, scale) + OfScale(scale, currency.Major[9]) + currency.Major[9];
        if (number.IsWhole || currency.Minor is null || number.Fraction.TrimEnd('0').Length > 2)
            return Count(number with { Fraction = currency.Minor is null || number.Fraction.Trim('0').Length > 0 ? number.Fraction : "" }, currency.Major);
        var hundredths = number.Fraction.PadRight(2, '0')[..2];
        if (hundredths is "00")
            return Count(number with { Fraction = "" }, currency.Major);
        var minor = Count(new Numeral(false, hundredths.TrimStart('0'), ""), currency.Minor);
        if (number.Trimmed is "0")
            return Signed(number, minor);
        var major = Count(number with { Fraction = "" }, currency.Major);
        return MoneyParts(major, minor, hundredths);
    }

    /// <summary>The words of a fraction that has a whole part before it or none.</summary>
    public abstract string Fraction(long? whole, long numerator, long denominator);

    public virtual string Year(long year) => Cardinal(year, Gender.Masculine);

    /// <summary>A date; parts that were not written are null.</summary>
    /// <param name="before">The word before, which may decide about the case.</param>
    public abstract string Date(long? year, int month, int? day, string before);

    /// <summary>A time of the day.</summary>
    /// <param name="half">The half of the day where it was written: 'a' or 'p'; else NUL.</param>
    /// <param name="named">Whether the word for hours stands behind it, and is taken with it.</param>
    public abstract string Time(int hour, int minute, int? second, char half, bool named);

    public virtual string Range(Numeral from, Numeral to, CountedNoun? noun, bool percent)
    {
        var last = noun is not null ? Count(to, noun) : percent ? Percent(to, false) : Number(to);
        var first = noun is not null && from.IsWhole ? Counting(from.Integer, noun.Gender) : Number(from);
        return Joined(first, last);
    }

    /// <summary>From one to the other, both said already.</summary>
    public virtual string Joined(string from, string to) => from + Gap + Data["to"] + Gap + to;

    public virtual string Ratio(Numeral left, Numeral right) => Number(left) + Gap + Data["ratio"] + Gap + Number(right);

    /// <summary>A telephone number by its groups; a '+' before the first stays.</summary>
    public virtual string Telephone(IReadOnlyList<string> groups, bool plus) =>
        (plus ? Data["plus"] + Gap : "") + string.Join(", ", groups.Select((group, i) => plus && i == 0 && NamesCountries && group.Length <= 3 ? Cardinal(group) : TelephoneGroup(group)));

    /// <summary>Whether a country's code is read as a number.</summary>
    protected virtual bool NamesCountries => false;

    protected virtual string TelephoneGroup(string digits) => Digits(digits);

    /// <summary>A Roman number behind a word that it numbers, or behind a name.</summary>
    public virtual string Roman(int value, bool name) => Cardinal(value, Gender.Masculine);

    /// <summary>
    /// The mark of an ordinal number at <paramref name="at"/>, such as "th": its length and the words of the whole; 0 for none.
    /// </summary>
    public virtual int OrdinalMark(TextWindow window, int at, long value, ReadingContext context, out string spoken)
    {
        spoken = "";
        return 0;
    }

    /// <summary>What only this language writes behind a number (counters, decades); none where there is nothing.</summary>
    public virtual Reading Suffix(TextWindow window, int at, Numeral number, ReadingContext context) => Reading.None;

    /// <summary>A bare number, where what stands around it decides how it is read.</summary>
    public virtual string Bare(TextWindow window, int at, Numeral number, ReadingContext context) => Number(number);

    /// <summary>Letters one by one, as they are written.</summary>
    public virtual string Letters(string letters) => string.Join(' ', letters.ToUpperInvariant().AsEnumerable());

    /// <summary>What stands between a large number and its noun.</summary>
    protected virtual string Of(string noun) => Gap;

    protected virtual string MoneyParts(string major, string minor, string hundredths) => major + Between("money-and") + minor;

    protected string Signed(Numeral number, string words) => number.Negative ? Data["minus"] + Gap + words : words;

    protected string FractionDigits(string digits) =>
        ReadsFractionWhole && digits.Length <= 2 && digits[0] != '0' ? Cardinal(digits) : Digits(digits);

    protected string Between(string word) => Data[word] is { Length: > 0 } said ? Gap + said + Gap : Gap;

    private static GrammaticalGender Grammatical(Gender gender) => gender switch
    {
        Gender.Feminine => GrammaticalGender.Feminine,
        Gender.Neuter => GrammaticalGender.Neuter,
        _ => GrammaticalGender.Masculine,
    };
}
