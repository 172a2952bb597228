namespace Qwen3Tts.Cli.Load;

/// <summary>A load run that has ended.</summary>
/// <param name="Utterances">In the order in which they were asked for.</param>
/// <param name="Elapsed">From its start until the last answer had ended.</param>
public sealed record LoadResult(IReadOnlyList<UtteranceMeasurement> Utterances, TimeSpan Elapsed);
