namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>French of France.</summary>
internal sealed class French() : Grammar("fr", "fr")
{
    public override bool GroupsBySpace => true;

    public override bool ReadsFractionWhole => true;

    public override char HourLetter => 'h';

    public override int Form(Numeral number) => number.Value < 2 ? 0 : 1;

    public override string Counting(string digits, Gender gender) => digits.Length > 1 && digits[0] == '0' ? Cardinal(digits) : Cardinal(digits, gender);

    public override string Fraction(long? whole, long numerator, long denominator)
    {
        var before = whole is { } w ? Cardinal(w, Gender.Masculine) + " et " : "";
        if (whole is not null && (numerator, denominator) is (1, 2))
            return before + "demi";
        var part = denominator switch
        {
            2 => numerator > 1 ? "demis" : "demi",
            3 => "tiers",
            4 => numerator > 1 ? "quarts" : "quart",
            <= 100 => Ordinal(denominator, Gender.Masculine) + (numerator > 1 ? "s" : ""),
            _ => "",
        };
        return part.Length > 0 && denominator > 1
            ? before + Cardinal(numerator, Gender.Masculine) + " " + part
            : before + Cardinal(numerator, Gender.Masculine) + " sur " + Cardinal(denominator, Gender.Masculine);
    }

    public override string Date(long? year, int month, int? day, string before) =>
        (day is { } d ? (d == 1 ? "premier" : Cardinal(d, Gender.Masculine)) + " " : "") + Data.MonthNames[month]
        + (year is { } y ? " " + Year(y) : "");

    public override string Time(int hour, int minute, int? second, char half, bool named)
    {
        var words = hour switch { 0 when minute == 0 && second is null => "zéro heure", _ => Cardinal(hour, Gender.Feminine) + (hour < 2 ? " heure" : " heures") };
        if (second is { } s)
            return words + " " + Count(Numeral.Of(minute), Data.Units["min"]) + " " + Count(Numeral.Of(s), Data.Units["s"]);
        return minute == 0 ? words : words + " " + Cardinal(minute, Gender.Feminine);
    }

    public override string Roman(int value, bool name) => name && value == 1 ? "premier" : Cardinal(value, Gender.Masculine);

    public override int OrdinalMark(TextWindow window, int at, long value, ReadingContext context, out string spoken)
    {
        (int Length, Gender Gender) mark = window[at] switch
        {
            'e' when window.Letters(at, 4) == 1 => (1, Gender.Masculine),
            'e' when value == 1 && window.Letters(at, 4) == 2 && window[at + 1] == 'r' => (2, Gender.Masculine),
            'r' when value == 1 && window.Letters(at, 4) == 2 && window[at + 1] == 'e' => (2, Gender.Feminine),
            'è' when window.Has(at, "ème") && window.Letters(at, 5) == 3 => (3, Gender.Masculine),
            'è' when value == 1 && window.Has(at, "ère") && window.Letters(at, 5) == 3 => (3, Gender.Feminine),
            'n' when value == 2 && window.Has(at, "nd") && window.Letters(at, 4) is 2 or 3 => (window.Letters(at, 4), Gender.Neuter),
            '°' when value < 100 && !char.IsLetter(window[at + 1]) && context.PreviousWord is "le" or "la" => (1, Gender.Masculine),
            _ => (0, Gender.Masculine),
        };
        spoken = mark.Length == 0 ? "" : mark.Gender is Gender.Neuter ? (mark.Length == 3 ? "seconde" : "second") : Ordinal(value, mark.Gender);
        return mark.Length;
    }

    protected override string Of(string noun) => "aeéiouy".Contains(noun[0], StringComparison.Ordinal) ? " d'" : " de ";

    protected override bool NamesCountries => true;

    protected override string MoneyParts(string major, string minor, string hundredths) =>
        major + " " + (hundredths[0] == '0' ? minor : Cardinal(hundredths));

    protected override string TelephoneGroup(string digits) =>
        digits.Length <= 3 ? string.Join(' ', digits.TakeWhile(digit => digit == '0').Select(_ => "zéro").Append(digits.Trim('0').Length > 0 ? Cardinal(digits.TrimStart('0')) : "")).Trim() : Digits(digits);
}
