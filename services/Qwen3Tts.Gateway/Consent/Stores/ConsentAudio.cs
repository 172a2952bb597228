namespace Qwen3Tts.Gateway.Consent.Stores;

/// <summary>What was submitted with a consent, sealed.</summary>
/// <param name="Recording">The person reading the phrase.</param>
/// <param name="Sample">The clip that a voice is to be made from.</param>
internal sealed record ConsentAudio(byte[] Recording, byte[] Sample);
