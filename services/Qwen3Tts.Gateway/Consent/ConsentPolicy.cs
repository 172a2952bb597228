namespace Qwen3Tts.Gateway.Consent;

/// <summary>Whether a voice may be made from a clip without a consent.</summary>
public enum ConsentPolicy
{
    /// <summary>Only with a granted consent, or by a caller whose standing attestation the operator allows.</summary>
    Required,

    /// <summary>By anybody.</summary>
    Off,
}
