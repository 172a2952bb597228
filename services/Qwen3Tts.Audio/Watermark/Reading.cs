namespace Qwen3Tts.Audio.Watermark;

/// <summary>A mark that was found in a window.</summary>
/// <param name="Signs">What its cells are known to be: +1, −1, or 0 where that is not known.</param>
internal sealed record Reading(WatermarkPayload? Payload, sbyte[] Signs, double Score, double Confidence);
