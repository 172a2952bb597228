namespace Qwen3Tts.Cli.Bench;

/// <summary>How far the writing of a checkpoint is.</summary>
/// <param name="File">The weight file being written, as a path below the checkpoint's folder.</param>
/// <param name="Written">Bytes written so far, over all weight files.</param>
/// <param name="Total">Bytes of all weight files.</param>
public sealed record WriteProgress(string File, long Written, long Total);
