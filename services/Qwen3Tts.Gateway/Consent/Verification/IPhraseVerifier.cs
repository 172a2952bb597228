namespace Qwen3Tts.Gateway.Consent.Verification;

/// <summary>Hears whether a recording says its phrase.</summary>
internal interface IPhraseVerifier
{
    /// <summary>Throws nothing but cancellation: what cannot be told is unverified, and a person listens.</summary>
    Task<Verdict> VerifyAsync(PhraseCheck check, CancellationToken cancellation);
}
