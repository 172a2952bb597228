namespace Qwen3Tts.Gateway.Consent.Verification;

/// <summary>What a check came to.</summary>
internal enum VerdictKind
{
    Verified,

    Contradicted,

    /// <summary>Could not be told: a person must judge.</summary>
    Unverified,
}
