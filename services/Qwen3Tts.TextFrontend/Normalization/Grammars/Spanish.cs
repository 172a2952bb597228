namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>Spanish.</summary>
internal sealed class Spanish() : Grammar("es", "es")
{
    public override bool GroupsBySpace => true;

    public override bool ReadsFractionWhole => true;

    public override char HourLetter => 'h';

    protected override bool NamesCountries => true;

    /// <summary>Uno loses its end before a noun.</summary>
    public override string Counting(string digits, Gender gender)
    {
        var words = Cardinal(digits, gender);
        return gender is Gender.Feminine ? words
            : words.EndsWith("veintiuno", StringComparison.Ordinal) ? words[..^9] + "veintiún"
            : words.EndsWith("uno", StringComparison.Ordinal) ? words[..^1] : words;
    }

    public override string Ordinal(long value, Gender gender)
    {
        var end = gender is Gender.Feminine ? "a" : "o";
        return value switch
        {
            11 => "undécim" + end,
            12 => "duodécim" + end,
            18 => "decimoctav" + end,
            > 12 and < 20 => "decimo" + base.Ordinal(value - 10, gender),
            _ => base.Ordinal(value, gender),
        };
    }

    public override string Fraction(long? whole, long numerator, long denominator)
    {
        var before = whole is { } w ? Cardinal(w, Gender.Masculine) + " y " : "";
        if ((numerator, denominator) is (1, 2))
            return before + (whole is null ? "un medio" : "medio");
        var part = denominator switch
        {
            2 => "medio",
            3 => "tercio",
            <= 10 => Ordinal(denominator, Gender.Masculine),
            100 => "centésimo",
            _ => Cardinal(denominator, Gender.Masculine).Replace(" y ", "i", StringComparison.Ordinal).Replace('é', 'e').Replace('ó', 'o').TrimEnd('a', 'o') + "avo",
        };
        return before + Counting(numerator.ToString(System.Globalization.CultureInfo.InvariantCulture), Gender.Masculine) + " " + part + (numerator == 1 ? "" : "s");
    }

    public override string Date(long? year, int month, int? day, string before) =>
        (day is { } d ? (d == 1 ? "primero" : Cardinal(d, Gender.Masculine)) + " de " : "") + Data.MonthNames[month] + (year is { } y ? " de " + Year(y) : "");

    public override string Time(int hour, int minute, int? second, char half, bool named)
    {
        if (second is { } s)
            return Count(Numeral.Of(hour), Data.Units["h"]) + ", " + Count(Numeral.Of(minute), Data.Units["min"]) + " y " + Count(Numeral.Of(s), Data.Units["s"]);
        var words = Cardinal(hour, Gender.Feminine) + (minute > 0 ? " y " + Cardinal(minute, Gender.Masculine) : named && half == '\0' ? hour == 1 ? " hora" : " horas" : "");
        return words + half switch { 'a' => " de la mañana", 'p' => hour is >= 8 and < 12 ? " de la noche" : " de la tarde", _ => "" };
    }

    public override int OrdinalMark(TextWindow window, int at, long value, ReadingContext context, out string spoken)
    {
        var dot = window[at] == '.' ? 1 : 0;
        var sign = window[at + dot];
        spoken = sign is 'º' or '°' && dot + 1 > 0 && !(sign is '°' && char.IsLetter(window[at + dot + 1])) && !(dot == 0 && sign is '°') ? Ordinal(value, Gender.Masculine) : sign is 'ª' ? Ordinal(value, Gender.Feminine) : "";
        if (spoken.Length > 0)
            return char.IsLetter(window[at + dot + 1]) ? 0 : dot + 1;
        if ((dot == 1 || value is 1 or 3) && window.Has(at + dot, "er") && window.Letters(at + dot, 3) == 2 && value is 1 or 3)
        {
            spoken = value == 1 ? "primer" : "tercer";
            return dot + 2;
        }

        return 0;
    }

    protected override string Of(string noun) => " de ";
}
