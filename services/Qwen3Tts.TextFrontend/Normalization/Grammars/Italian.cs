namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>Italian.</summary>
internal sealed class Italian() : Grammar("it", "it")
{
    public override bool ReadsFractionWhole => true;

    protected override bool NamesCountries => true;

    public override string Cardinal(long value, Gender gender)
    {
        if (value >= 1_000_000_000)
        {
            var (billions, rest) = (value / 1_000_000_000, value % 1_000_000_000);
            return (billions == 1 ? "un miliardo" : Cardinal(billions, gender) + " miliardi") + (rest > 0 ? " " + Cardinal(rest, gender) : "");
        }

        var words = value == 1 ? "uno" : base.Cardinal(value, Gender.Masculine);
        return value > 3 && words.EndsWith("tre", StringComparison.Ordinal) ? words[..^1] + "é" : words;
    }

    public override string Counting(string digits, Gender gender) => digits is "1" ? (gender is Gender.Feminine ? "una" : "un") : Cardinal(digits, gender);

    public override string Fraction(long? whole, long numerator, long denominator)
    {
        var before = whole is { } w ? Cardinal(w, Gender.Masculine) + " e " : "";
        if ((numerator, denominator) is (1, 2))
            return before + (whole is null ? "un mezzo" : "mezzo");
        var part = denominator == 2 ? "mezzo" : Ordinal(denominator, Gender.Masculine);
        return before + (numerator == 1 ? "un " + part : Cardinal(numerator, Gender.Masculine) + " " + part[..^1] + "i");
    }

    public override string Date(long? year, int month, int? day, string before) =>
        (day is { } d ? (d == 1 ? "primo" : Cardinal(d, Gender.Masculine)) + " " : "") + Data.MonthNames[month] + (year is { } y ? " " + Year(y) : "");

    public override string Time(int hour, int minute, int? second, char half, bool named)
    {
        var words = hour switch { 1 => "una", _ => Cardinal(hour, Gender.Masculine) };
        if (minute > 0 || second is not null)
            words += " e " + Cardinal(minute, Gender.Masculine);
        return second is { } s ? words + " minuti e " + Count(Numeral.Of(s), Data.Units["s"]) : words;
    }

    public override string Roman(int value, bool name) => name ? Ordinal(value, Gender.Masculine) : Cardinal(value, Gender.Masculine);

    public override int OrdinalMark(TextWindow window, int at, long value, ReadingContext context, out string spoken)
    {
        spoken = window[at] is 'º' ? Ordinal(value, Gender.Masculine) : window[at] is 'ª' ? Ordinal(value, Gender.Feminine) : "";
        return spoken.Length > 0 && !char.IsLetter(window[at + 1]) ? 1 : 0;
    }

    protected override string Of(string noun) => " di ";
}
