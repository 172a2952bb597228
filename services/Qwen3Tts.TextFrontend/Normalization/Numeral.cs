namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>A number as it is written, without its separators.</summary>
/// <param name="Integer">Digits before the decimal sign; empty in ".5".</param>
/// <param name="Fraction">Digits behind it; empty without one.</param>
/// <param name="Grouped">Whether thousands were parted: such a number is no year.</param>
internal readonly record struct Numeral(bool Negative, string Integer, string Fraction, bool Grouped = false)
{
    public static Numeral Of(long value) => new(value < 0, Math.Abs(value).ToString(System.Globalization.CultureInfo.InvariantCulture), "");

    public bool IsWhole => Fraction.Length == 0;

    public bool IsOne => IsWhole && Trimmed is "1";

    /// <summary>The digits before the decimal sign without leading zeros.</summary>
    public string Trimmed => Integer.TrimStart('0') is { Length: > 0 } digits ? digits : "0";

    /// <summary>The whole part where it has at most 18 digits, else the largest number.</summary>
    public long Value => Trimmed.Length <= 18 ? long.Parse(Trimmed, System.Globalization.CultureInfo.InvariantCulture) : long.MaxValue;
}
