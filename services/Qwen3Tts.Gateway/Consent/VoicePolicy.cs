using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Blocking;
using Qwen3Tts.Gateway.Consent.Audit;
using Qwen3Tts.Gateway.Consent.Terms;
using Qwen3Tts.Gateway.Consent.Vault;
using Qwen3Tts.Gateway.Consent.Verification;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>A granted consent of the clip's speaker, or the caller's standing attestation; the operator's terms, and the voices it blocked.</summary>
internal sealed class VoicePolicy(
    ConsentLedger ledger,
    AuditTrail trail,
    OperatorTerms terms,
    SpeakerJudge speakers,
    BlockedVoiceCheck blocked,
    ISpeakerEmbedder embedder,
    GatewayMetrics metrics,
    IOptions<ConsentOptions> options,
    TimeProvider time)
    : IVoicePolicy
{
    private static readonly string HowTo =
        "Cloning a voice takes the consent of the person who speaks in the clip: request a phrase (qwen3tts.v1.Consents.RequestConsent), "
        + "have it read aloud and recorded, submit the recording with the clip, and send the consent's id as consent_id or metadata "
        + $"'{CloneClaim.ConsentMetadata}'. An operator may let a key attest instead ({TenantOptions.Section}:{nameof(TenantOptions.ApiKeys)}:N:{nameof(ApiKeyHash.Attested)}, "
        + $"for this machine {TenantOptions.Section}:{nameof(TenantOptions.LoopbackAttests)}).";

    private const string NoDesigned =
        $"The operator lets no designed voice be kept or spoken with ({ConsentOptions.Section}:{nameof(ConsentOptions.AllowDesigned)}).";

    private bool IsRequired => options.Value.Policy is ConsentPolicy.Required;

    public async Task EnsureMayBeginAsync(CloneClaim claim, CancellationToken cancellation)
    {
        EnsureAccepted(claim.AcceptedTerms);
        if (claim.Design is not null)
        {
            if (!options.Value.AllowDesigned)
                throw Refuse("designed", NoDesigned);
        }
        else if (claim.ConsentId is not "")
            await GrantedAsync(claim.Caller.Tenant, claim.ConsentId, cancellation);
        else if (IsRequired && !claim.Caller.Attests)
            throw Refuse("no_consent", HowTo);
    }

    public async Task<VoiceGrant> EnsureMayCloneAsync(CloneClaim claim, CloneSample sample, CancellationToken cancellation)
    {
        await EnsureMayBeginAsync(claim, cancellation);
        var tenant = claim.Caller.Tenant;
        var grant = claim.Design is not null || claim.ConsentId is ""
            ? new VoiceGrant("", Attested: claim.Design is null && claim.Caller.Attests, false, false, null, terms.Version, terms.Digest, claim.Design)
            : await ByConsentAsync(tenant, await GrantedAsync(tenant, claim.ConsentId, cancellation), sample, cancellation);
        await blocked.EnsureNotBlockedAsync(claim, sample, cancellation);
        var ground = claim.Design is not null ? "designed" : claim.ConsentId is not "" ? "consent" : grant.Attested ? "attested" : "off";
        var facts = new Dictionary<string, string>
        {
            ["ground"] = ground is "off" ? "policy off" : ground,
            ["clip"] = trail.Digest(tenant, sample.Clip.Span),
            ["encoder"] = sample.Encoder.Family,
            ["speaker-verified"] = grant.SpeakerVerified ? "yes" : "no",
        };
        if (claim.Design is { } design)
            (facts["model"], facts["seed"]) = (design.Model, design.Seed.ToString(CultureInfo.InvariantCulture));
        if (terms.Version is not "")
            (facts["terms"], facts["terms-sha256"]) = (terms.Version, terms.Digest);
        await ledger.RecordAsync(claim.Caller, tenant, "clone.allowed", claim.ConsentId, facts, cancellation);
        metrics.Cloned(ground, grant.SpeakerVerified);
        return grant;
    }

    public Task EnsureNotBlockedAsync(CloneClaim claim, CloneSample sample, CancellationToken cancellation) =>
        blocked.EnsureNotBlockedAsync(claim, sample, cancellation);

    public async Task EnsureStillGrantedAsync(Tenant tenant, VoiceGrant grant, CancellationToken cancellation)
    {
        if (grant.ConsentId is not "")
            await GrantedAsync(tenant, grant.ConsentId, cancellation);
    }

    public void EnsureMaySpeak(VoiceGrant? grant)
    {
        if (grant is { Expires: { } expires } && expires <= time.GetUtcNow())
            throw new SpeechException(SpeechErrorKind.Denied, "The consent that the voice was made with has expired: obtain another and make the voice anew.");
        if (grant is { Design: not null } && !options.Value.AllowDesigned)
            throw new SpeechException(SpeechErrorKind.Denied, NoDesigned);
        if (IsRequired && grant is not ({ Attested: true } or { ConsentId: not "" } or { Design: not null }))
            throw new SpeechException(SpeechErrorKind.Denied, $"The voice was made without a consent, which is needed now: make it anew. {HowTo}");
        terms.EnsureMaySpeak(grant ?? NoGrant);
    }

    private static VoiceGrant NoGrant { get; } = new("", false, false, false, null, "", "");

    private SpeechException Refuse(string reason, string message)
    {
        metrics.CloneRefused(reason);
        return new SpeechException(SpeechErrorKind.Denied, message);
    }

    private void EnsureAccepted(string version)
    {
        try
        {
            terms.EnsureAccepted(version);
        }
        catch (SpeechException)
        {
            metrics.CloneRefused("terms");
            throw;
        }
    }

    private async Task<VoiceConsent> FindAsync(Tenant tenant, string id, CancellationToken cancellation)
    {
        try
        {
            return await ledger.GetAsync(tenant, id, cancellation);
        }
        catch (SpeechException error) when (error.Kind is SpeechErrorKind.NotFound)
        {
            metrics.CloneRefused("unknown_consent");
            throw;
        }
    }

    private async Task<VoiceConsent> GrantedAsync(Tenant tenant, string id, CancellationToken cancellation)
    {
        var consent = await FindAsync(tenant, id, cancellation);
        var state = consent.StateAt(time.GetUtcNow());
        return state is ConsentState.Granted ? consent : throw Refuse(
            state.ToString().ToLowerInvariant(),
            state is ConsentState.Pending
                ? "The consent waits for the operator's decision; no voice is made before that."
                : $"The consent is {state.ToString().ToLowerInvariant()}, and lets no voice be made.");
    }

    private async Task<VoiceGrant> ByConsentAsync(Tenant tenant, VoiceConsent consent, CloneSample sample, CancellationToken cancellation)
    {
        using var seal = ledger.Unseal(tenant, consent);
        var (voiceprint, seconds) = await VoiceprintAsync(tenant, consent, seal, sample, cancellation);
        var verdict = speakers.Judge(sample.Encoder, voiceprint, sample.XVector, seconds);
        if (verdict.Kind is VerdictKind.Contradicted)
            throw Refuse("another_speaker", "The clip does not sound like the person who gave this consent.");
        // Whom the encoder cannot tell, the operator has listened to: in this clip and no other.
        if (verdict.Kind is VerdictKind.Unverified && !(consent.DecidedByOperator && consent.SampleDigest == seal.Digest(sample.Clip.Span)))
        {
            throw Refuse(
                "unverified_speaker",
                $"{verdict.Remark} So only the sample that was submitted with the consent, and that an operator has listened to, may be cloned.");
        }

        return new VoiceGrant(
            consent.Id, Attested: false, verdict.Kind is VerdictKind.Verified, consent.PhraseVerified, consent.Expires, terms.Version, terms.Digest);
    }

    /// <summary>The x-vector of the consent's recording by the encoder in use: stored, or made from the recording where it is another's.</summary>
    private async Task<(float[] XVector, double Seconds)> VoiceprintAsync(
        Tenant tenant, VoiceConsent consent, ConsentSeal seal, CloneSample sample, CancellationToken cancellation)
    {
        if (consent.VoiceprintFamily == sample.Encoder.Family && consent.Voiceprint is { } stored)
            return (MemoryMarshal.Cast<byte, float>(seal.Open("voiceprint", stored)).ToArray(), sample.Seconds);
        var audio = await ledger.AudioOfAsync(tenant, consent, cancellation)
            ?? throw new SpeechException(SpeechErrorKind.Denied, "The consent has no recording to compare the clip with.");
        var made = await embedder.EmbedClipAsync(
            sample.Encoder.Model, new ReferenceClip(audio.Recording, ""), codeGroups: null, compareHalves: false, cancellation);
        return (made.Embedding.XVector, Math.Min(sample.Seconds, made.Report?.PreparedSeconds ?? made.ClipSeconds));
    }
}
