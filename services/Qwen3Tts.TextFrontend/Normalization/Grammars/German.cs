using System.Globalization;

namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>German.</summary>
internal sealed class German() : Grammar("de", "de")
{
    protected override int MostDigits => 15;

    protected override Gender ScaleGender => Gender.Feminine;

    protected override bool NamesCountries => true;

    public override string Counting(string digits, Gender gender)
    {
        var words = Cardinal(digits);
        return words is "eins" ? (gender is Gender.Feminine ? "eine" : "ein")
            : words.EndsWith("eins", StringComparison.Ordinal) && digits.Length > 2 ? words[..^1] : words;
    }

    public override string Ordinal(long value, Gender gender) => OrdinalStem(value) + (gender is Gender.Masculine ? "er" : "e");

    public override string Year(long year) => year is >= 1100 and < 2000
        ? Cardinal(year / 100, Gender.Neuter) + "hundert" + (year % 100 > 0 ? Cardinal(year % 100, Gender.Neuter) : "")
        : Cardinal(year, Gender.Neuter);

    public override string Date(long? year, int month, int? day, string before) =>
        (day is { } d ? OrdinalStem(d) + Ending(before) + " " : "") + Data.MonthNames[month] + (year is { } y ? " " + Year(y) : "");

    public override string Time(int hour, int minute, int? second, char half, bool named)
    {
        var words = (hour == 1 ? "ein" : Cardinal(hour, Gender.Neuter)) + " Uhr";
        if (second is { } s)
            return words + " " + Count(Numeral.Of(minute), Data.Units["min"]) + " und " + Count(Numeral.Of(s), Data.Units["s"]);
        return minute == 0 ? words : words + " " + Cardinal(minute, Gender.Neuter);
    }

    public override string Fraction(long? whole, long numerator, long denominator)
    {
        if ((numerator, denominator) is (1, 2))
            return whole is { } w ? (w == 1 ? "ein" : Cardinal(w, Gender.Neuter)) + "einhalb" : "ein halb";
        var part = denominator switch
        {
            2 => "halbe",
            3 => "Drittel",
            7 => "Siebtel",
            8 => "Achtel",
            < 20 => Capital(Cardinal(denominator, Gender.Neuter)) + "tel",
            _ => Capital(Cardinal(denominator, Gender.Neuter)) + "stel",
        };
        return (whole is { } n ? Cardinal(n, Gender.Neuter) + " " : "") + Counting(numerator.ToString(CultureInfo.InvariantCulture), Gender.Neuter) + " " + part;
    }

    public override string Roman(int value, bool name) => name ? "der " + OrdinalStem(value) + "e" : Cardinal(value, Gender.Neuter);

    /// <summary>A point, behind a word that an ordinal number follows: am 3. Platz.</summary>
    public override int OrdinalMark(TextWindow window, int at, long value, ReadingContext context, out string spoken)
    {
        spoken = "";
        var before = context.PreviousWord;
        if (window[at] != '.' || value is 0 or > 1000 || char.IsAsciiDigit(window[at + 1]) || !(Data.In("ordinal-weak", before) || Data.In("ordinal-definite", before)))
            return 0;
        if (!Scripts.IsBlank(window[at + 1]) || !Scripts.IsWordPart(window[at + 2]))
            return 0;
        spoken = OrdinalStem(value) + Ending(before);
        return 1;
    }

    public override string Bare(TextWindow window, int at, Numeral number, ReadingContext context) =>
        number is { IsWhole: true, Negative: false, Grouped: false, Integer.Length: 4 } && number.Value is >= 1100 and < 2000
        && !(window[at] == ' ' && char.IsUpper(window[at + 1]) && context.PreviousWord is not ("im" or "jahr" or "jahre"))
            ? Year(number.Value)
            : base.Bare(window, at, number, context);

    protected override string MoneyParts(string major, string minor, string hundredths) => major + " " + (hundredths[0] == '0' ? minor : Cardinal(hundredths));

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private string Ending(string before) => Data.In("ordinal-definite", before) ? "e" : Data.In("ordinal-weak", before) ? "en" : "er";

    private string OrdinalStem(long value) => base.Ordinal(value, Gender.Feminine)[..^1];
}
