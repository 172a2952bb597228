namespace Qwen3Tts.Speech.Prosody;

/// <summary>How a stretch of speech differs from how it was made.</summary>
/// <param name="Rate">Times as fast: <see cref="MinRate"/> to <see cref="MaxRate"/>.</param>
/// <param name="Semitones">Higher by: −<see cref="MaxSemitones"/> to <see cref="MaxSemitones"/>.</param>
/// <param name="Decibels">Louder by: <see cref="MinDecibels"/> to <see cref="MaxDecibels"/>.</param>
public readonly record struct ProsodySettings(double Rate, double Semitones, double Decibels)
{
    public const double MinRate = 0.5;
    public const double MaxRate = 2;
    public const double MaxSemitones = 6;

    /// <summary>Nobody hears more than that of speech; it stands for silence.</summary>
    public const double MinDecibels = -96;

    public const double MaxDecibels = 12;

    /// <summary>As it was made.</summary>
    public static ProsodySettings Neutral { get; } = new(1, 0, 0);

    public bool IsNeutral => this == Neutral;

    /// <summary>These on top of others, each brought into its range.</summary>
    public ProsodySettings Within(ProsodySettings outer) => new(
        Math.Clamp(outer.Rate * Rate, MinRate, MaxRate),
        Math.Clamp(outer.Semitones + Semitones, -MaxSemitones, MaxSemitones),
        Math.Clamp(outer.Decibels + Decibels, MinDecibels, MaxDecibels));
}
