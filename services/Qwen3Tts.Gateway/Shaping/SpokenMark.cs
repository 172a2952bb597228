namespace Qwen3Tts.Gateway.Shaping;

/// <summary>A mark of an SSML document and where it is heard.</summary>
/// <param name="Sample">Index of the sample that it lies before.</param>
/// <param name="IsEstimated">By the share of the text before it, not by a pause.</param>
internal sealed record SpokenMark(string Name, long Sample, bool IsEstimated);
