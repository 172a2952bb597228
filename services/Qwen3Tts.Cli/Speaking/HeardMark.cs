using Qwen3Tts.Cli.Client;

namespace Qwen3Tts.Cli.Speaking;

/// <summary>A mark and when it is heard.</summary>
/// <param name="Seconds">From the first sample.</param>
/// <param name="TextStart">UTF-16 code units of the text before what it stands for; of plain text only.</param>
/// <param name="TextLength">UTF-16 code units of the text that it stands for; of plain text only.</param>
public sealed record HeardMark(MarkKind Kind, string Name, double Seconds, bool IsEstimated, int TextStart, int TextLength);
