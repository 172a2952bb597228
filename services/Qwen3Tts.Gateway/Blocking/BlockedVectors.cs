namespace Qwen3Tts.Gateway.Blocking;

/// <summary>An entry of the list as clips are compared with it.</summary>
/// <param name="Vectors">By <see cref="EncoderName"/>.</param>
internal sealed record BlockedVectors(string Id, IReadOnlyDictionary<string, float[]> Vectors);
