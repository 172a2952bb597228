namespace Qwen3Tts.Gateway.Consent.Phrases;

/// <summary>A language that phrases are issued in.</summary>
/// <param name="Code">ISO 639-1.</param>
/// <param name="Name">As the models spell it.</param>
internal sealed record PhraseLanguage(string Code, string Name);
