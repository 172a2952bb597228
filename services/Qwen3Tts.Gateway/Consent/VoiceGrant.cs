namespace Qwen3Tts.Gateway.Consent;

/// <summary>On what ground a voice was made; stored with it.</summary>
/// <param name="ConsentId">Empty where there was none.</param>
/// <param name="Attested">The caller vouched for the consent.</param>
/// <param name="SpeakerVerified">An encoder that may judge found the clip to be of the consent's speaker.</param>
/// <param name="PhraseVerified">The consent's recording was heard to say its phrase.</param>
/// <param name="Expires">When the consent ends; null where there is none.</param>
/// <param name="TermsVersion">Of the operator's terms that were accepted; empty where there were none.</param>
/// <param name="TermsDigest">SHA-256 of their text.</param>
/// <param name="Design">For a voice that a model made up; null for a person's.</param>
internal sealed record VoiceGrant(
    string ConsentId, bool Attested, bool SpeakerVerified, bool PhraseVerified, DateTimeOffset? Expires, string TermsVersion, string TermsDigest,
    VoiceDesign? Design = null);
