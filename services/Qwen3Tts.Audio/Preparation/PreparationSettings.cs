namespace Qwen3Tts.Audio.Preparation;

/// <summary>How a reference clip is made ready.</summary>
/// <param name="TargetLufs">The loudness that it is brought to, in LUFS.</param>
/// <param name="DenoiseBelowDb">Steady noise is reduced where speech stands less than this above it, in decibels.</param>
/// <param name="MaxSeconds">Of a longer clip the best stretch of at most this is taken.</param>
public sealed record PreparationSettings(double TargetLufs = -23, double DenoiseBelowDb = 40, double MaxSeconds = 10);
