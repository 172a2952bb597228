using Qwen3Tts.TextFrontend.Normalization.Data;

namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>Modern standard Arabic, without its case endings.</summary>
internal sealed class Arabic() : Grammar("ar", "ar")
{
    private static readonly string[] s_parts = ["", "", "نصف", "ثلث", "ربع", "خمس", "سدس", "سبع", "ثمن", "تسع", "عشر"];
    private static readonly string[] s_plurals = ["", "", "أنصاف", "أثلاث", "أرباع", "أخماس", "أسداس", "أسباع", "أثمان", "أتساع", "أعشار"];

    public override char DecimalSign => '.';

    public override char GroupSign => ',';

    public override string Cardinal(long value, Gender gender) => base.Cardinal(value, gender).Replace(" و ", " و", StringComparison.Ordinal);

    /// <summary>One and two are in the noun's form; three to ten take its plural, and eleven to ninety-nine its accusative.</summary>
    public override int Form(Numeral number) => !number.IsWhole ? 4 : (number.Value, number.Value % 100) switch
    {
        (1, _) => 0,
        (2, _) => 1,
        (_, >= 3 and <= 10) => 2,
        (_, >= 11) => 3,
        _ => 4,
    };

    public override string Count(Numeral number, CountedNoun noun) => (number.IsWhole, number.Value) switch
    {
        (true, 1) => Signed(number, noun[0] + (noun.Gender is Gender.Feminine ? " واحدة" : " واحد")),
        (true, 2) => Signed(number, noun[1]),
        _ => base.Count(number, noun),
    };

    public override string Ordinal(long value, Gender gender) => base.Ordinal(value, gender).Replace(" و ", " و", StringComparison.Ordinal);

    public override string Fraction(long? whole, long numerator, long denominator)
    {
        var before = whole is { } w ? Cardinal(w, Gender.Masculine) + " و" : "";
        if (denominator is < 2 or > 10)
            return before + Cardinal(numerator, Gender.Masculine) + " على " + Cardinal(denominator, Gender.Masculine);
        return before + numerator switch
        {
            1 => s_parts[denominator],
            2 => s_parts[denominator] + "ان",
            _ => Cardinal(numerator, Gender.Masculine) + " " + s_plurals[denominator],
        };
    }

    public override string Date(long? year, int month, int? day, string before) =>
        (day is { } d ? Cardinal(d, Gender.Masculine) + " " : "") + Data.MonthNames[month] + (year is { } y ? " " + Year(y) : "");

    public override string Time(int hour, int minute, int? second, char half, bool named)
    {
        var words = hour is >= 1 and <= 12 ? (hour == 1 ? "الواحدة" : Ordinal(hour, Gender.Feminine)) : Cardinal(hour, Gender.Feminine);
        words += minute switch
        {
            0 => "",
            15 => " والربع",
            30 => " والنصف",
            _ => " و" + Cardinal(minute, Gender.Feminine) + (minute is >= 3 and <= 10 ? " دقائق" : " دقيقة"),
        };
        return words + half switch { 'a' => " صباحًا", 'p' => " مساءً", _ => "" };
    }

    protected override string MoneyParts(string major, string minor, string hundredths) => major + " و" + minor;
}
