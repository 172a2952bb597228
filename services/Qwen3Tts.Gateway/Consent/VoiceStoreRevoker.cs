using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>Removes voices from the store.</summary>
internal sealed class VoiceStoreRevoker(IVoiceStore voices) : IVoiceRevoker
{
    public async Task<int> RevokeByConsentAsync(Tenant tenant, string consentId, CancellationToken cancellation)
    {
        var removed = 0;
        foreach (var voice in await voices.ListAsync(tenant, cancellation))
        {
            if (voice.Grant?.ConsentId == consentId && await voices.RemoveAsync(tenant, voice, cancellation))
                removed++;
        }

        return removed;
    }
}
