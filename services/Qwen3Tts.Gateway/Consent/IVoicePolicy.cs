using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>Decides whether a voice may be made from a clip, and spoken with.</summary>
internal interface IVoicePolicy
{
    /// <summary>Refuses what needs no clip to be refused, before one is taken.</summary>
    /// <exception cref="SpeechException">Denied: says what is missing and how to obtain it. Unavailable: the consents cannot be read.</exception>
    Task EnsureMayBeginAsync(CloneClaim claim, CancellationToken cancellation);

    /// <summary>Called when the clip was embedded, before anything of it is kept or spoken with. Leaves an entry in the audit trail.</summary>
    /// <exception cref="SpeechException">
    /// Denied: says what is missing and how to obtain it, that the clip is not of the consent's speaker, or that it is too near a blocked
    /// voice. Unavailable: consents, blocked voices or trail cannot be read.
    /// </exception>
    Task<VoiceGrant> EnsureMayCloneAsync(CloneClaim claim, CloneSample sample, CancellationToken cancellation);

    /// <summary>Called when the voice was registered: its consent may have been withdrawn while it was made.</summary>
    /// <exception cref="SpeechException">As <see cref="EnsureMayCloneAsync"/>; the voice is to be removed.</exception>
    Task EnsureStillGrantedAsync(Tenant tenant, VoiceGrant grant, CancellationToken cancellation);

    /// <summary>Called when the voice was registered: one like it may have been blocked while it was made.</summary>
    /// <exception cref="SpeechException">Denied, or Unavailable where that cannot be told; the voice is to be removed.</exception>
    Task EnsureNotBlockedAsync(CloneClaim claim, CloneSample sample, CancellationToken cancellation);

    /// <summary>Called for every utterance with a registered voice; asks nobody.</summary>
    /// <param name="grant">The voice's; null for one that was registered before there were any.</param>
    /// <exception cref="SpeechException">Denied: the consent has expired, there is none, or the terms were superseded and may not be.</exception>
    void EnsureMaySpeak(VoiceGrant? grant);
}
