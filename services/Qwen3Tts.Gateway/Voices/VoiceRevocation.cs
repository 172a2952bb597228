using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices.Changes;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Takes voices out of use for good, on every replica and in the middle of what they speak.</summary>
internal sealed class VoiceRevocation(IVoiceStore store, VoiceLogFollower follower)
{
    /// <returns>The voice as it is now, without what was said in its clip; null when it was changed meanwhile and nothing was done.</returns>
    public async Task<RegisteredVoice?> TryRevokeAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation)
    {
        var revoked = voice with { State = VoiceState.Revoked, Transcript = "", Revision = voice.Revision + 1 };
        if (!await store.ReplaceAsync(tenant, voice, revoked, cancellation))
            return null;
        await follower.ApplyAsync(new VoiceChange(VoiceChangeKind.Revoked, tenant.Name, voice.Id, voice.Name));
        return revoked;
    }

    /// <summary>Stops what is spoken with clips by a consent that was withdrawn, and forgets what was made of them.</summary>
    public async Task WithdrawConsentAsync(Tenant tenant, string consentId, CancellationToken cancellation)
    {
        await store.WithdrawConsentAsync(tenant, consentId, cancellation);
        await follower.ApplyAsync(VoiceChange.OfConsent(tenant, consentId));
    }
}
