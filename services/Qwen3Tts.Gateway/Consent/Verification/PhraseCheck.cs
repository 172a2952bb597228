namespace Qwen3Tts.Gateway.Consent.Verification;

/// <summary>A recording that should say a phrase.</summary>
/// <param name="Language">Code of the phrase's language.</param>
/// <param name="Recording">A sound file, not trusted.</param>
internal sealed record PhraseCheck(string Language, string Phrase, ReadOnlyMemory<byte> Recording);
