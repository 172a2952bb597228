namespace Qwen3Tts.Cli.Client;

/// <summary>A clip to clone for one utterance.</summary>
/// <param name="File">An audio file's bytes.</param>
/// <param name="Transcript">What is said in it; null where that is not known.</param>
public sealed record ReferenceAudio(ReadOnlyMemory<byte> File, string? Transcript, CloneGround Ground);
