namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>How an utterance came to its first frame.</summary>
/// <param name="Placed">Timestamp of when it got the place on the device that the frame was made at.</param>
/// <param name="Queued">How long it had text and waited for a place.</param>
/// <param name="Warm">Whether it took over what one that began alike left; null where nothing is kept.</param>
public sealed record GenerationBeginning(long Placed, TimeSpan Queued, bool? Warm);
