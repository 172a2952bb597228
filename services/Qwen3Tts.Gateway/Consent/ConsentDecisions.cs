using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent;

/// <summary>What people decide: the operator grants or refuses, who consented withdraws.</summary>
internal sealed class ConsentDecisions(ConsentLedger ledger, IVoiceRevoker voices, IOptions<ConsentOptions> options, TimeProvider time)
{
    private static readonly Dictionary<string, string> NoFacts = [];

    /// <summary>Grants or refuses a consent that waits.</summary>
    /// <exception cref="SpeechException">Invalid: it does not wait.</exception>
    public async Task<VoiceConsent> DecideAsync(Caller decider, Tenant tenant, string id, bool grant, CancellationToken cancellation)
    {
        var consent = await ledger.GetAsync(tenant, id, cancellation);
        if (consent.State is not ConsentState.Pending)
            throw SpeechException.Invalid($"The consent does not wait for a decision: it is {consent.StateAt(time.GetUtcNow()).ToString().ToLowerInvariant()}.");
        var decided = consent with
        {
            State = grant ? ConsentState.Granted : ConsentState.Refused,
            Expires = grant ? time.GetUtcNow() + options.Value.Lifetime : null,
            DecidedByOperator = true,
        };
        return await ledger.ChangeAsync(decider, tenant, consent, decided, grant ? "consent.granted" : "consent.refused", NoFacts, null, cancellation);
    }

    /// <summary>Withdraws a consent for good, then revokes the voices that were made with it. Doing it again finishes what failed.</summary>
    public async Task<VoiceConsent> RevokeAsync(Caller caller, string id, CancellationToken cancellation)
    {
        var consent = await ledger.GetAsync(caller.Tenant, id, cancellation);
        if (consent.State is not ConsentState.Revoked)
        {
            consent = await ledger.ChangeAsync(
                caller, caller.Tenant, consent, consent with { State = ConsentState.Revoked }, "consent.revoked", NoFacts, null, cancellation);
        }

        var revoked = await voices.RevokeByConsentAsync(caller.Tenant, id, cancellation);
        if (revoked > 0)
            await ledger.RecordAsync(caller, caller.Tenant, "voices.revoked", id, new Dictionary<string, string> { ["count"] = $"{revoked}" }, cancellation);
        return consent;
    }

    /// <summary>Revokes a consent and forgets its key, and with it name, phrase, recordings and voiceprint wherever copies may lie.</summary>
    public async Task<VoiceConsent> EraseAsync(Caller caller, string id, CancellationToken cancellation)
    {
        var consent = await RevokeAsync(caller, id, cancellation);
        return consent.Key is null ? consent : await ledger.ChangeAsync(
            caller,
            caller.Tenant,
            consent,
            consent with { Key = null, Personal = null, Voiceprint = null },
            "consent.erased",
            NoFacts,
            null,
            cancellation);
    }
}
