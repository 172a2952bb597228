namespace Qwen3Tts.Gateway.Shaping;

/// <summary>A place in the text and where it is heard.</summary>
/// <param name="Sample">Index of the sample that it lies before.</param>
/// <param name="IsEstimated">By the share of the text before it, not by a pause or by what the model says it speaks.</param>
internal sealed record SpokenMark(MarkedPlace Place, long Sample, bool IsEstimated);
