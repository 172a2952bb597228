using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>Finds the registered voice that an utterance is to be spoken with: in this process where it is known, else in the store.</summary>
internal sealed class VoiceLookup(IVoiceStore store, KnownVoices known, VoiceLease lease, VoiceLogFollower follower)
{
    /// <returns>Null when there is none.</returns>
    /// <exception cref="SpeechException">Denied: it was revoked. Unavailable: it cannot be confirmed.</exception>
    public async Task<RegisteredVoice?> FindAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        if ((lease.IsCurrent || lease.State is VoiceLeaseState.Stale) && known.Find(tenant, name) is { } at)
            return Usable(at);
        if (!lease.IsCurrent)
            await CatchUpAsync(tenant, name, cancellation);
        if (known.Find(tenant, name) is { } still)
            return Usable(still);

        var mark = known.Mark;
        var voice = await store.FindAsync(tenant, name, cancellation);
        if (voice is not null)
            known.Remember(tenant, voice, mark);
        return voice is null ? null : Usable(voice);
    }

    private async Task CatchUpAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        try
        {
            await follower.CatchUpAsync(cancellation);
        }
        catch (SpeechException) when (known.Find(tenant, name) is not null)
        {
            // It went away just now, or has been for longer than is allowed.
            if (lease.State is VoiceLeaseState.Expired)
                throw lease.Expired(name);
        }
    }

    private static RegisteredVoice Usable(RegisteredVoice voice) => voice.State is VoiceState.Active
        ? voice
        : throw SpokenVoices.Reason(VoiceChangeKind.Revoked, voice.Name);
}
