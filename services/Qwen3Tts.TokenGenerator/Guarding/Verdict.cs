namespace Qwen3Tts.TokenGenerator.Guarding;

/// <summary>What the guard thinks of an utterance so far.</summary>
/// <param name="Releasable">Frames from the utterance's start that may be heard; the others are suspect. Never falls.</param>
/// <param name="Runaway">Why the utterance must end now; null where it may go on.</param>
/// <param name="Since">The frame that a runaway began with; the last one observed at the latest.</param>
public readonly record struct Verdict(int Releasable, RunawayReason? Runaway = null, int Since = 0);
