using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>Revokes voices of the registry.</summary>
internal sealed class VoiceStoreRevoker(IVoiceStore voices, VoiceRevocation revocation) : IVoiceRevoker
{
    /// <summary>A voice that someone else changes each time in between is left after so many; the caller is told.</summary>
    private const int Rounds = 5;

    public async Task<int> RevokeByConsentAsync(Tenant tenant, string consentId, CancellationToken cancellation)
    {
        await revocation.WithdrawConsentAsync(tenant, consentId, cancellation);
        var revoked = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var left = false;
            foreach (var voice in await voices.ListAsync(tenant, cancellation))
            {
                if (voice.Grant?.ConsentId != consentId || voice.State is VoiceState.Revoked)
                    continue;
                if (await revocation.TryRevokeAsync(tenant, voice, cancellation) is null)
                    left = true;
                else
                    revoked++;
            }

            if (!left)
                return revoked;
        }

        throw SpeechException.Unavailable("Voices of this consent are being changed, and not all of them were revoked; revoke it again.");
    }
}
