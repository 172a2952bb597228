namespace Qwen3Tts.Gateway.Consent;

/// <summary>How far a consent has come.</summary>
internal enum ConsentState
{
    /// <summary>Its phrase was issued and not yet read.</summary>
    Issued,

    /// <summary>It waits for the operator.</summary>
    Pending,

    Granted,

    Refused,

    /// <summary>Its phrase was not read in time, or it has lasted as long as it was granted for. Never stored: the clock tells.</summary>
    Expired,

    /// <summary>Withdrawn, for good.</summary>
    Revoked,
}
