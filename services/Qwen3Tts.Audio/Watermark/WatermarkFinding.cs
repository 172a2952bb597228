namespace Qwen3Tts.Audio.Watermark;

/// <summary>A stretch of audio that carries a mark.</summary>
/// <param name="Payload">What it carries; null where the mark is there but too damaged to be read.</param>
/// <param name="Confidence">
/// 1 less a bound of the chance that audio without this key's mark gives such a score anywhere in what was searched.
/// </param>
/// <param name="Score">The evidence, in standard deviations.</param>
/// <param name="Start">In seconds.</param>
/// <param name="End">In seconds.</param>
/// <param name="Speed">How much faster than it was made the audio is played.</param>
public sealed record WatermarkFinding(WatermarkPayload? Payload, double Confidence, double Score, double Start, double End, double Speed);
