using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>Takes voices out of service when their ground is gone.</summary>
internal interface IVoiceRevoker
{
    /// <summary>Revokes the voices that were made with a consent, and stops utterances that are spoken with a clip by it.</summary>
    /// <returns>How many voices there were.</returns>
    /// <exception cref="SpeechException">Unavailable: the voices cannot be reached, or others change them; some may be left, and it must be done again.</exception>
    Task<int> RevokeByConsentAsync(Tenant tenant, string consentId, CancellationToken cancellation);
}
