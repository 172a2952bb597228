namespace Qwen3Tts.Audio.Preparation;

/// <summary>What was found out about a clip as it came.</summary>
/// <param name="Seconds">Its length.</param>
/// <param name="SourceRate">Its sample rate in hertz.</param>
/// <param name="SpeechSeconds">How much of it is speech.</param>
/// <param name="LoudnessLufs">Integrated loudness, ITU-R BS.1770-4; −∞ for silence.</param>
/// <param name="ClippedShare">The share of its samples that were cut off at full scale, 0 to 1.</param>
/// <param name="SnrDb">Speech against background noise, in decibels, −20 to 60; of no meaning without speech.</param>
public sealed record ClipMeasurements(
    double Seconds, int SourceRate, double SpeechSeconds, double LoudnessLufs, double ClippedShare, double SnrDb);
