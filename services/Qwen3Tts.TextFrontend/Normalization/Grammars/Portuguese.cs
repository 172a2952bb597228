namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>Portuguese as it is said in Brazil.</summary>
internal sealed class Portuguese() : Grammar("pt", "pt-BR")
{
    public override char HourLetter => 'h';

    protected override int MostDigits => 12;

    public override string Cardinal(long value, Gender gender) =>
        base.Cardinal(value, gender).Replace("quatorze", "catorze", StringComparison.Ordinal);

    public override string Fraction(long? whole, long numerator, long denominator)
    {
        var before = whole is { } w ? Cardinal(w, Gender.Masculine) + " e " : "";
        if ((numerator, denominator) is (1, 2))
            return before + (whole is null ? "um meio" : "meio");
        var part = denominator switch
        {
            2 => "meio",
            3 => "terço",
            <= 10 or 100 => Ordinal(denominator, Gender.Masculine),
            _ => Cardinal(denominator, Gender.Masculine) + " avo",
        };
        return before + Cardinal(numerator, Gender.Masculine) + " " + part + (numerator == 1 ? "" : "s");
    }

    public override string Date(long? year, int month, int? day, string before) =>
        (day is { } d ? (d == 1 ? "primeiro" : Cardinal(d, Gender.Masculine)) + " de " : "") + Data.MonthNames[month] + (year is { } y ? " de " + Year(y) : "");

    public override string Time(int hour, int minute, int? second, char half, bool named)
    {
        var words = Cardinal(hour, Gender.Feminine) + (hour == 1 ? " hora" : " horas");
        if (second is { } s)
            return words + ", " + Count(Numeral.Of(minute), Data.Units["min"]) + " e " + Count(Numeral.Of(s), Data.Units["s"]);
        return words + (minute > 0 ? " e " + Cardinal(minute, Gender.Masculine) : "") + half switch { 'a' => " da manhã", 'p' => hour is >= 7 and < 12 ? " da noite" : " da tarde", _ => "" };
    }

    public override string Roman(int value, bool name) => name && value <= 10 ? Ordinal(value, Gender.Masculine) : Cardinal(value, Gender.Masculine);

    public override int OrdinalMark(TextWindow window, int at, long value, ReadingContext context, out string spoken)
    {
        var dot = window[at] == '.' ? 1 : 0;
        spoken = window[at + dot] is 'º' ? Ordinal(value, Gender.Masculine) : window[at + dot] is 'ª' ? Ordinal(value, Gender.Feminine) : "";
        return spoken.Length > 0 && !char.IsLetter(window[at + dot + 1]) ? dot + 1 : 0;
    }

    protected override string Of(string noun) => " de ";
}
