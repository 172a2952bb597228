namespace Qwen3Tts.Gateway.Consent;

/// <summary>Where a reference comes from that no person spoke.</summary>
/// <param name="Model">The voice-design model that spoke it.</param>
/// <param name="Seed">By what it was drawn.</param>
internal sealed record VoiceDesign(string Model, ulong Seed);
