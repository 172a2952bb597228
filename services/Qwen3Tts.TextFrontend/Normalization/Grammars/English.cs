namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>English as it is said in America; dates with the month first where the order is open.</summary>
internal sealed class English() : Grammar("en", "en-US")
{
    public override char DecimalSign => '.';

    public override char GroupSign => ',';

    public override bool MonthFirst => true;

    public override string Cardinal(long value, Gender gender) =>
        base.Cardinal(value, gender).Replace(" and ", " ", StringComparison.Ordinal);

    public override string Ordinal(long value, Gender gender)
    {
        var words = Cardinal(value, gender);
        var cut = words.LastIndexOfAny([' ', '-']) + 1;
        return words[..cut] + LastOrdinal(words[cut..]);
    }

    public override string Year(long year) => year switch
    {
        < 1100 or (>= 2000 and < 2010) or >= 2100 => Cardinal(year, Gender.Masculine),
        _ when year % 100 == 0 => Cardinal(year / 100, Gender.Masculine) + " hundred",
        _ when year % 100 < 10 => Cardinal(year / 100, Gender.Masculine) + " oh " + Cardinal(year % 100, Gender.Masculine),
        _ => Cardinal(year / 100, Gender.Masculine) + " " + Cardinal(year % 100, Gender.Masculine),
    };

    public override string Date(long? year, int month, int? day, string before)
    {
        var words = Data.MonthNames[month] + (day is { } d ? " " + Ordinal(d, Gender.Masculine) : "");
        return year is not { } y ? words : words + (day is null ? " " : ", ") + Year(y);
    }

    public override string Time(int hour, int minute, int? second, char half, bool named)
    {
        var words = Cardinal(hour, Gender.Masculine);
        if (second is { } s)
        {
            return Count(Numeral.Of(hour), Data.Units["h"]) + " " + Count(Numeral.Of(minute), Data.Units["min"]) + " and "
                + Count(Numeral.Of(s), Data.Units["s"]) + Half(half);
        }

        if (minute > 0)
            words += (minute < 10 ? " oh " : " ") + Cardinal(minute, Gender.Masculine);
        else if (half == '\0' && !named)
            words += hour is > 0 and <= 12 ? " o'clock" : " hundred hours";
        return words + Half(half) + (named ? " o'clock" : "");
    }

    public override string Fraction(long? whole, long numerator, long denominator)
    {
        if (numerator < 0 || denominator is 0 or 1 || denominator > 100)
            return Whole(whole) + Cardinal(numerator, Gender.Masculine) + " over " + Cardinal(denominator, Gender.Masculine);
        var part = denominator switch
        {
            2 => numerator == 1 ? "half" : "halves",
            4 => numerator == 1 ? "quarter" : "quarters",
            _ => Ordinal(denominator, Gender.Masculine) + (numerator == 1 ? "" : "s"),
        };
        return whole is not null && numerator == 1 && denominator is (2 or 4)
            ? Whole(whole) + "a " + part
            : Whole(whole) + Cardinal(numerator, Gender.Masculine) + " " + part;
    }

    public override string Roman(int value, bool name) =>
        name ? "the " + Ordinal(value, Gender.Masculine) : Cardinal(value, Gender.Masculine);

    public override int OrdinalMark(TextWindow window, int at, long value, ReadingContext context, out string spoken)
    {
        var mark = window.Letters(at, 3) == 2 ? window.Text(at, 2).ToLowerInvariant() : "";
        var right = (value % 100) is >= 11 and <= 13 ? "th" : (value % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" };
        spoken = mark == right ? Ordinal(value, Gender.Masculine) : "";
        return mark == right ? 2 : 0;
    }

    /// <summary>Decades: 1980s, 80s.</summary>
    public override Reading Suffix(TextWindow window, int at, Numeral number, ReadingContext context)
    {
        var apostrophe = window[at] is '\'' or '’' ? 1 : 0;
        if (window[at + apostrophe] is not 's' || window.Letters(at + apostrophe, 2) != 1 || !number.IsWhole || number.Integer[^1] != '0')
            return Reading.None;
        if (number.Integer.Length == 2)
            return number.Integer is "00" or "10" ? Reading.None : new Reading(at + apostrophe + 1, Plural(Cardinal(number.Value, Gender.Masculine)), SemioticClass.Date);
        if (number.Integer.Length != 4 || number.Value is < 1100 or >= 2100)
            return Reading.None;
        return new Reading(at + apostrophe + 1, Plural(number.Value == 2000 ? "two thousand" : Year(number.Value)), SemioticClass.Date);
    }

    /// <summary>Four digits are a year where no plural follows them.</summary>
    public override string Bare(TextWindow window, int at, Numeral number, ReadingContext context)
    {
        if (number is not { Negative: false, IsWhole: true, Grouped: false, Integer.Length: 4 } || number.Value is < 1100 or >= 2100)
            return Number(number);
        return Data.In("year-before", context.PreviousWord) || !PluralFollows(window, at) ? Year(number.Value) : Number(number);
    }

    protected override string TelephoneGroup(string digits) => digits is "800" or "900" ? Cardinal(digits) : Digits(digits);

    private static string Plural(string words) => words.EndsWith('y') ? words[..^1] + "ies" : words + "s";

    private bool PluralFollows(TextWindow window, int at)
    {
        if (window[at] != ' ' || !char.IsAsciiLetterLower(window[at + 1]))
            return false;
        var word = window.Text(at + 1, window.Letters(at + 1, 20));
        return (word.EndsWith('s') && !Data.In("not-plural", word)) || word is "people" or "men" or "women" or "children" or "words";
    }

    private static string Half(char half) => half switch { 'a' => " AM", 'p' => " PM", _ => "" };

    private string Whole(long? whole) => whole is { } w ? Cardinal(w, Gender.Masculine) + " and " : "";

    private static string LastOrdinal(string word) => word switch
    {
        "one" => "first",
        "two" => "second",
        "three" => "third",
        "five" => "fifth",
        "eight" => "eighth",
        "nine" => "ninth",
        "twelve" => "twelfth",
        _ when word.EndsWith('y') => word[..^1] + "ieth",
        _ => word + "th",
    };
}
