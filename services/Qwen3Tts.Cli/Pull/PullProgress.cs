namespace Qwen3Tts.Cli.Pull;

/// <summary>How far a download is. Bytes that were there from before count as received.</summary>
/// <param name="File">The file at work, as a path below the checkpoint's folder.</param>
/// <param name="Stage">What is done with it.</param>
/// <param name="FileReceived">Bytes of it on disk, or checked.</param>
/// <param name="FileSize">Its size; null where the hub does not tell.</param>
/// <param name="Received">Bytes of all files on disk.</param>
/// <param name="Size">Bytes of all files, as far as the hub tells.</param>
public sealed record PullProgress(string File, PullStage Stage, long FileReceived, long? FileSize, long Received, long Size);
