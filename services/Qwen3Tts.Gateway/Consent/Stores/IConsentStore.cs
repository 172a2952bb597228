using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent.Stores;

/// <summary>Consents, each its tenant's only.</summary>
/// <exception cref="SpeechException">Unavailable: the store is not there; every method.</exception>
internal interface IConsentStore
{
    Task AddAsync(Tenant tenant, VoiceConsent consent, CancellationToken cancellation);

    Task<VoiceConsent?> FindAsync(Tenant tenant, string id, CancellationToken cancellation);

    /// <returns>In the order in which they were issued.</returns>
    Task<IReadOnlyList<VoiceConsent>> ListAsync(Tenant tenant, CancellationToken cancellation);

    /// <summary>
    /// Puts <paramref name="next"/> in the place of the consent of its id whose revision is one less. One that has no key any more takes the
    /// audio with it.
    /// </summary>
    /// <param name="audio">Kept with it; null leaves what there is.</param>
    /// <returns>False when there is none of that revision; nothing was changed.</returns>
    Task<bool> TryReplaceAsync(Tenant tenant, VoiceConsent next, ConsentAudio? audio, CancellationToken cancellation);

    Task<ConsentAudio?> FindAudioAsync(Tenant tenant, string id, CancellationToken cancellation);

    Task RemoveAsync(Tenant tenant, string id, CancellationToken cancellation);
}
