using System.Text.RegularExpressions;
using Qwen3Tts.Gateway.Consent.Audit;
using Qwen3Tts.Gateway.Consent.Stores;
using Qwen3Tts.Gateway.Consent.Vault;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>A tenant's consents, and how they change: each change stands in the audit trail before it takes effect.</summary>
internal sealed partial class ConsentLedger(IConsentStore store, ConsentVault vault, AuditTrail trail, GatewayMetrics metrics)
{
    /// <exception cref="SpeechException">NotFound: the tenant has none of that id. Unavailable: the store is not there.</exception>
    public async Task<VoiceConsent> GetAsync(Tenant tenant, string id, CancellationToken cancellation) =>
        Id().IsMatch(id) && await store.FindAsync(tenant, id, cancellation) is { } consent
            ? consent
            : throw SpeechException.NotFound("There is no consent of that id (32 hexadecimal digits, as Consents.ListConsents has them).");

    public Task<IReadOnlyList<VoiceConsent>> ListAsync(Tenant tenant, CancellationToken cancellation) => store.ListAsync(tenant, cancellation);

    public async Task AddAsync(Caller caller, VoiceConsent consent, IReadOnlyDictionary<string, string> facts, CancellationToken cancellation)
    {
        await trail.AppendAsync(caller.Tenant, Event(caller, "consent.issued", consent, facts, Convert.ToBase64String(consent.Personal!)), cancellation);
        await store.AddAsync(caller.Tenant, consent, cancellation);
        metrics.ConsentCame(Name(consent));
    }

    public Task RemoveAsync(Tenant tenant, string id, CancellationToken cancellation) => store.RemoveAsync(tenant, id, cancellation);

    /// <summary>Writes <paramref name="next"/>, a change of <paramref name="known"/>.</summary>
    /// <param name="tenant">Whose consent it is; the caller may be an operator.</param>
    /// <returns>What is stored now.</returns>
    /// <exception cref="SpeechException">Invalid: it was changed by another meanwhile. Unavailable: store or trail are not there.</exception>
    public async Task<VoiceConsent> ChangeAsync(
        Caller caller,
        Tenant tenant,
        VoiceConsent known,
        VoiceConsent next,
        string action,
        IReadOnlyDictionary<string, string> facts,
        ConsentAudio? audio,
        CancellationToken cancellation)
    {
        next = next with { Revision = known.Revision + 1 };
        await trail.AppendAsync(tenant, Event(caller, action, next, facts, ""), cancellation);
        if (!await store.TryReplaceAsync(tenant, next, audio, cancellation))
            throw SpeechException.Invalid("The consent was changed by another call meanwhile; look at it again.");
        // A verification may leave it waiting as it was.
        if (Name(next) != Name(known))
            metrics.ConsentCame(Name(next));
        return next;
    }

    public Task RecordAsync(Caller caller, Tenant tenant, string action, string subject, IReadOnlyDictionary<string, string> facts, CancellationToken cancellation) =>
        trail.AppendAsync(tenant, new AuditEvent(action, subject, new Dictionary<string, string>(facts) { ["by"] = trail.Who(caller) }), cancellation);

    /// <summary>The consent's key; to be disposed.</summary>
    /// <exception cref="SpeechException">Invalid: it was erased.</exception>
    public ConsentSeal Unseal(Tenant tenant, VoiceConsent consent) => consent.Key is { } key
        ? vault.Open(tenant, consent.Id, key)
        : throw SpeechException.Invalid("The consent was erased: nobody can read its personal parts any more.");

    public PersonalParts? PersonalOf(Tenant tenant, VoiceConsent consent)
    {
        if (consent.Key is null || consent.Personal is null)
            return null;
        using var seal = Unseal(tenant, consent);
        return ConsentRecords.ReadPersonal(seal.Open("personal", consent.Personal));
    }

    public async Task<ConsentAudio?> AudioOfAsync(Tenant tenant, VoiceConsent consent, CancellationToken cancellation)
    {
        if (consent.Key is null || await store.FindAudioAsync(tenant, consent.Id, cancellation) is not { } audio)
            return null;
        using var seal = Unseal(tenant, consent);
        return new ConsentAudio(seal.Open("recording", audio.Recording), seal.Open("sample", audio.Sample));
    }

    private static string Name(VoiceConsent consent) => consent.Key is null ? "erased" : consent.State.ToString().ToLowerInvariant();

    private AuditEvent Event(Caller caller, string action, VoiceConsent consent, IReadOnlyDictionary<string, string> facts, string personal) => new(
        action,
        consent.Id,
        new Dictionary<string, string>(facts) { ["by"] = trail.Who(caller), ["state"] = consent.State.ToString(), ["revision"] = $"{consent.Revision}" },
        personal);

    [GeneratedRegex(@"^[0-9a-f]{32}\z")]
    private static partial Regex Id();
}
