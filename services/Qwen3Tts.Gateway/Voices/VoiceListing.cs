namespace Qwen3Tts.Gateway.Voices;

/// <summary>A voice with the models that can speak with it.</summary>
internal sealed record VoiceListing(Voice Voice, IReadOnlyList<string> Models);
