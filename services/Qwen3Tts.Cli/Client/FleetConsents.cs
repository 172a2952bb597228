using Grpc.Core;

namespace Qwen3Tts.Cli.Client;

/// <summary>A fleet's consents. Every method throws as those of <see cref="FleetClient"/>.</summary>
public sealed class FleetConsents
{
    private readonly FleetClient _fleet;
    private readonly V1.Consents.ConsentsClient _consents;
    private readonly V1.ConsentOperations.ConsentOperationsClient _operations;

    internal FleetConsents(FleetClient fleet, CallInvoker invoker)
    {
        _fleet = fleet;
        _consents = new V1.Consents.ConsentsClient(invoker);
        _operations = new V1.ConsentOperations.ConsentOperationsClient(invoker);
    }

    /// <returns>The consent, and the phrase that its person must read aloud.</returns>
    public Task<(ServedConsent Consent, string Phrase)> RequestAsync(string person, string? language, CancellationToken cancellationToken) => _fleet.CallAsync(
        async () =>
        {
            var request = new V1.RequestConsentRequest { Person = person, Language = language ?? "" };
            var response = await _consents.RequestConsentAsync(request, cancellationToken: cancellationToken);
            return (Read(response.Consent), response.Phrase);
        },
        cancellationToken);

    public Task<ServedConsent> SubmitAsync(string id, Stream recording, Stream sample, CancellationToken cancellationToken) => _fleet.CallAsync(
        async () =>
        {
            using var call = _consents.SubmitConsent(cancellationToken: cancellationToken);
            await ClipSending.SendAsync(
                call.RequestStream,
                new V1.SubmitConsentRequest { Start = new V1.SubmitConsentStart { Id = id } },
                [
                    (recording, piece => new V1.SubmitConsentRequest { Recording = piece }),
                    (sample, piece => new V1.SubmitConsentRequest { Sample = piece }),
                ],
                cancellationToken);
            return Read(await call);
        },
        cancellationToken);

    public Task<ServedConsent> GetAsync(string id, CancellationToken cancellationToken) => _fleet.CallAsync(
        async () => Read(await _consents.GetConsentAsync(new V1.GetConsentRequest { Id = id }, cancellationToken: cancellationToken)), cancellationToken);

    public Task<IReadOnlyList<ServedConsent>> ListAsync(CancellationToken cancellationToken) => _fleet.CallAsync<IReadOnlyList<ServedConsent>>(
        async () => [.. (await _consents.ListConsentsAsync(new(), cancellationToken: cancellationToken)).Consents.Select(Read)], cancellationToken);

    public Task<ServedConsent> RevokeAsync(string id, CancellationToken cancellationToken) => _fleet.CallAsync(
        async () => Read(await _consents.RevokeConsentAsync(new V1.RevokeConsentRequest { Id = id }, cancellationToken: cancellationToken)), cancellationToken);

    public Task<ServedConsent> EraseAsync(string id, CancellationToken cancellationToken) => _fleet.CallAsync(
        async () => Read(await _consents.EraseConsentAsync(new V1.EraseConsentRequest { Id = id }, cancellationToken: cancellationToken)), cancellationToken);

    /// <summary>Writes all that is kept of a consent, as JSON.</summary>
    /// <param name="tenant">For an operator: whose consent it is; null: the caller's own.</param>
    public Task<bool> ExportAsync(string id, string? tenant, Stream json, CancellationToken cancellationToken) => _fleet.CallAsync(
        async () =>
        {
            using var call = tenant is null
                ? _consents.ExportConsent(new V1.ExportConsentRequest { Id = id }, cancellationToken: cancellationToken)
                : _operations.ReadConsent(new V1.ReadConsentRequest { Id = id, Tenant = tenant }, cancellationToken: cancellationToken);
            while (await call.ResponseStream.MoveNext(cancellationToken))
                await json.WriteAsync(call.ResponseStream.Current.Json.Memory, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <returns>Version and text of the operator's terms; both empty where there are none.</returns>
    public Task<(string Version, string Text)> TermsAsync(CancellationToken cancellationToken) => _fleet.CallAsync(
        async () =>
        {
            var terms = await _consents.GetTermsAsync(new(), cancellationToken: cancellationToken);
            return (terms.Version, terms.Text);
        },
        cancellationToken);

    /// <summary>For an operator: consents that wait for a decision.</summary>
    /// <param name="tenant">Null: of all tenants.</param>
    public Task<IReadOnlyList<ServedConsent>> ListPendingAsync(string? tenant, CancellationToken cancellationToken) => _fleet.CallAsync<IReadOnlyList<ServedConsent>>(
        async () =>
        {
            var request = new V1.ListPendingConsentsRequest { Tenant = tenant ?? "" };
            return [.. (await _operations.ListPendingConsentsAsync(request, cancellationToken: cancellationToken)).Consents.Select(Read)];
        },
        cancellationToken);

    /// <summary>For an operator.</summary>
    /// <param name="tenant">Null: that of callers on the fleet's machine.</param>
    public Task<ServedConsent> DecideAsync(string id, string? tenant, bool grant, CancellationToken cancellationToken) => _fleet.CallAsync(
        async () =>
        {
            var request = new V1.DecideConsentRequest { Id = id, Tenant = tenant ?? "", Grant = grant };
            return Read(await _operations.DecideConsentAsync(request, cancellationToken: cancellationToken));
        },
        cancellationToken);

    /// <summary>For an operator: checks a tenant's audit trail.</summary>
    /// <param name="tenant">Null: that of callers on the fleet's machine.</param>
    /// <param name="entries">With <paramref name="head"/> what an earlier answer said; 0 for none.</param>
    public Task<AuditResult> AuditAsync(string? tenant, ulong entries, string? head, CancellationToken cancellationToken) => _fleet.CallAsync(
        async () =>
        {
            var request = new V1.VerifyAuditRequest { Tenant = tenant ?? "", Entries = entries, Head = head ?? "" };
            var response = await _operations.VerifyAuditAsync(request, cancellationToken: cancellationToken);
            return new AuditResult(response.Intact, response.Entries, response.Head, response.Fault);
        },
        cancellationToken);

    private static ServedConsent Read(V1.Consent consent) => new(
        consent.Id,
        consent.State.ToString().ToLowerInvariant(),
        consent.Person,
        consent.Tenant,
        consent.Language,
        consent.ExpiresAt?.ToDateTimeOffset(),
        consent.SpeakerVerified,
        consent.PhraseVerified,
        consent.DecidedByOperator,
        consent.Erased,
        [.. consent.Remarks]);
}
