namespace Qwen3Tts.Gateway.Resumption;

/// <summary>A client asks to go on with an utterance.</summary>
/// <param name="Token">Sealed.</param>
/// <param name="SamplesReceived">0 or more.</param>
internal sealed record ResumeRequest(ReadOnlyMemory<byte> Token, long SamplesReceived);
