using Qwen3Tts.TextFrontend.Normalization.Data;

namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>
/// Russian. Cardinal numbers stand in the nominative, and in the genitive behind prepositions that ask for it; ordinal ones take
/// the case of a date or of their written ending.
/// </summary>
internal sealed class Russian() : Grammar("ru", "ru")
{
    private static readonly (string Written, RussianCase Form)[] s_endings =
    [
        ("ого", RussianCase.Genitive), ("го", RussianCase.Genitive), ("му", RussianCase.Dative), ("ый", RussianCase.Nominative), ("ий", RussianCase.Nominative),
        ("ой", RussianCase.Nominative), ("ая", RussianCase.Feminine), ("ое", RussianCase.Neuter), ("ые", RussianCase.Plural), ("ых", RussianCase.PluralGenitive),
        ("ом", RussianCase.Prepositional), ("й", RussianCase.Nominative), ("я", RussianCase.Feminine), ("е", RussianCase.Neuter), ("м", RussianCase.Prepositional), ("х", RussianCase.PluralGenitive),
    ];

    private static readonly (string Written, RussianCase Form)[] s_years =
    [
        ("году", RussianCase.Prepositional), ("года", RussianCase.Genitive), ("год", RussianCase.Nominative), ("г.", RussianCase.Nominative),
    ];

    public override bool GroupsBySpace => true;

    public override string Cardinal(long value, Gender gender)
    {
        var words = base.Cardinal(value, gender);
        return value is >= 1000 and < 2000 ? words["одна ".Length..] : words;
    }

    protected override bool NamesCountries => true;

    public override int Form(Numeral number) => !number.IsWhole ? 1 : (number.Value % 100, number.Value % 10) switch
    {
        ( >= 11 and <= 14, _) => 2,
        (_, 1) => 0,
        (_, 2 or 3 or 4) => 1,
        _ => 2,
    };

    public override string Ordinal(long value, Gender gender)
    {
        var words = base.Ordinal(value, Gender.Masculine);
        words = value is > 1000 and < 2000 && words.StartsWith("одна ", StringComparison.Ordinal) ? words["одна ".Length..] : words;
        return RussianWords.Ordinal(words, gender switch { Gender.Feminine => RussianCase.Feminine, Gender.Neuter => RussianCase.Neuter, _ => RussianCase.Nominative });
    }

    public override string Number(Numeral number, Gender gender = Gender.Masculine)
    {
        if (number.IsWhole)
            return base.Number(number, gender);
        var fraction = number.Fraction.TrimEnd('0') is { Length: > 0 and <= 4 } digits ? digits : null;
        if (fraction is null)
            return Signed(number, Cardinal(number.Integer.Length == 0 ? "0" : number.Integer) + " и " + Digits(number.Fraction));
        string[] places = ["десят", "сот", "тысячн", "десятитысячн"];
        var whole = new Numeral(false, number.Trimmed, "");
        var part = new Numeral(false, fraction.TrimStart('0'), "");
        return Signed(number, $"{Cardinal(whole.Integer, Gender.Feminine)} {(Form(whole) == 0 ? "целая" : "целых")} {Cardinal(part.Integer, Gender.Feminine)} {places[fraction.Length - 1]}{(Form(part) == 0 ? "ая" : "ых")}");
    }

    public override string Percent(Numeral number, bool permille)
    {
        string[] forms = permille ? ["промилле"] : ["процент", "процента", "процентов"];
        return Count(number, new CountedNoun(Gender.Masculine, forms));
    }

    public override string Money(Numeral number, string? scale, Currency currency)
    {
        return scale is null ? base.Money(number, scale, currency) : Scaled(number, scale) + " " + currency.Major[2];
    }

    /// <summary>Thousands and millions as they were written out, or in the form that the number asks for where they were short.</summary>
    public override string Scaled(Numeral number, string scale)
    {
        if (!number.IsWhole)
            return $"{Number(number)} {scale}";
        if (scale.StartsWith("тысяч", StringComparison.Ordinal))
            return $"{Cardinal(number.Integer, Gender.Feminine)} {Form(number) switch { 0 => "тысяча", 1 => "тысячи", _ => "тысяч" }}";
        return $"{Cardinal(number.Integer)} {(scale.EndsWith('а') ? scale[..^1] + Form(number) switch { 0 => "", 1 => "а", _ => "ов" } : scale)}";
    }

    public override string Fraction(long? whole, long numerator, long denominator)
    {
        var before = whole is { } w ? $"{Cardinal(w, Gender.Feminine)} {(Form(Numeral.Of(w)) == 0 ? "целая" : "целых")} " : "";
        var one = Form(Numeral.Of(numerator)) == 0;
        return denominator switch
        {
            2 when whole is null && numerator == 1 => "одна вторая",
            3 => before + Cardinal(numerator, Gender.Feminine) + (one ? " треть" : " трети"),
            4 => before + Cardinal(numerator, Gender.Feminine) + (one ? " четверть" : " четверти"),
            _ => before + Cardinal(numerator, Gender.Feminine) + " " + RussianWords.Ordinal(Ordinal(denominator, Gender.Masculine), one ? RussianCase.Feminine : RussianCase.PluralGenitive),
        };
    }

    /// <summary>The day of a date stands in the genitive (neuter where it is the subject, which text alone does not show).</summary>
    public override string Date(long? year, int month, int? day, string before) =>
        (day is { } d ? RussianWords.Ordinal(Ordinal(d, Gender.Masculine), RussianCase.Genitive) + " " : "") + Data.MonthNames[month]
        + (year is { } y ? " " + RussianWords.Ordinal(Ordinal(y, Gender.Masculine), RussianCase.Genitive) + " года" : "");

    public override string Time(int hour, int minute, int? second, char half, bool named)
    {
        var words = Count(Numeral.Of(hour), Data.Units["ч"]);
        if (minute > 0 || second is not null)
            words += " " + Count(Numeral.Of(minute), Data.Units["мин"]);
        return second is { } s ? words + " " + Count(Numeral.Of(s), Data.Units["с"]) : words;
    }

    public override string Range(Numeral from, Numeral to, CountedNoun? noun, bool percent)
    {
        if (!from.IsWhole || !to.IsWhole)
            return base.Range(from, to, noun, percent);
        var gender = noun?.Gender ?? Gender.Masculine;
        var words = $"от {RussianWords.Genitive(Cardinal(from.Integer, gender))} до {RussianWords.Genitive(Cardinal(to.Integer, gender))}";
        return percent ? words + " процентов" : noun is null ? words : words + " " + noun[Form(to) == 0 ? 1 : 2];
    }

    public override string Joined(string from, string to) => from + " — " + to;

    public override string Roman(int value, bool name) => name ? Ordinal(value, Gender.Masculine) : Cardinal(value, Gender.Masculine);

    public override int OrdinalMark(TextWindow window, int at, long value, ReadingContext context, out string spoken)
    {
        spoken = "";
        if (window[at] != '-' || !Scripts.IsCyrillic(window[at + 1]))
            return 0;
        var letters = window.Letters(at + 1, 4);
        if (letters > 3)
            return 0;
        var ending = window.Text(at + 1, letters);
        if (ending is "х" or "ти" && value is > 1 and < 21)
        {
            spoken = RussianWords.Genitive(Cardinal(value, Gender.Masculine));
            return letters + 1;
        }

        foreach (var (written, form) in s_endings)
        {
            if (ending != written)
                continue;
            var decade = value >= 20 && value % 10 == 0 && form is RussianCase.Neuter && written is "е";
            spoken = RussianWords.Ordinal(Ordinal(value, Gender.Masculine), decade ? RussianCase.Plural : form);
            return letters + 1;
        }

        return 0;
    }

    /// <summary>Years, and what stands in the genitive behind a preposition.</summary>
    public override Reading Suffix(TextWindow window, int at, Numeral number, ReadingContext context)
    {
        if (!number.IsWhole || number.Negative)
            return Reading.None;
        var from = window.SkipSpace(at);
        if (number.Integer.Length == 4 && number.Value is >= 1000 and < 2200 && window[from] == 'г' && ReadYear(window, from, number, context) is { IsNone: false } year)
            return year;
        if (window[at] is '-' or '–' or '%' || !Data.In("genitive", context.PreviousWord))
            return Reading.None;
        return new Reading(at, RussianWords.Genitive(Cardinal(number.Integer)), SemioticClass.Cardinal) is var reading && IsUnit(window, from) ? Reading.None : reading;
    }

    protected override string TelephoneGroup(string digits) => digits.Length <= 3 && digits[0] != '0' ? Cardinal(digits) : Digits(digits);

    private Reading ReadYear(TextWindow window, int at, Numeral number, ReadingContext context)
    {
        foreach (var (written, form) in s_years)
        {
            if (!window.Has(at, written) || (written[^1] != '.' && Scripts.IsWordPart(window[at + written.Length])))
                continue;
            var shortened = written[^1] == '.';
            var behindIn = context.PreviousWord is "в" or "во";
            var chosen = shortened && behindIn ? RussianCase.Prepositional : form;
            var noun = chosen switch { RussianCase.Prepositional => "году", RussianCase.Genitive => "года", _ => "год" };
            return new Reading(at + written.Length, RussianWords.Ordinal(Ordinal(number.Value, Gender.Masculine), chosen) + " " + noun, SemioticClass.Date);
        }

        return Reading.None;
    }

    // "от 5 км": the unit would have to stand in the genitive too, which its plural does.
    private bool IsUnit(TextWindow window, int at)
    {
        var letters = window.Letters(at, 8);
        return letters > 0 && Data.Units.ContainsKey(window.Text(at, letters));
    }
}
