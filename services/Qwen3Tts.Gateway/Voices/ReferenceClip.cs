namespace Qwen3Tts.Gateway.Voices;

/// <summary>A clip to embed.</summary>
/// <param name="File">Its bytes, as they came.</param>
/// <param name="Transcript">What is said in it; empty where that is not known.</param>
internal sealed record ReferenceClip(ReadOnlyMemory<byte> File, string Transcript);
