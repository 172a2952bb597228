namespace Qwen3Tts.Gateway.Consent;

/// <summary>What only the consent's key can read.</summary>
/// <param name="Person">The name of who consents.</param>
internal sealed record PersonalParts(string Person, string Phrase);
