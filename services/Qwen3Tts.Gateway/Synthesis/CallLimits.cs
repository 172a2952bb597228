namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>How long the calls of one utterance may go on.</summary>
/// <param name="Deadline">The client's, in UTC; null for none.</param>
/// <param name="Cancellation">Ends them at once.</param>
internal readonly record struct CallLimits(DateTime? Deadline, CancellationToken Cancellation);
