using Grpc.Core;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Consent.Audit;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.ServiceDefaults.Settings;
using Qwen3Tts.Speech.Errors;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>What the operator does with consents, of every tenant.</summary>
internal sealed class ConsentOperationsService(
    Callers callers,
    ConsentLedger ledger,
    ConsentDecisions decisions,
    ConsentExport export,
    AuditTrail trail,
    LiveOptions<TenantOptions> tenants,
    TimeProvider time)
    : Wire.ConsentOperations.ConsentOperationsBase
{
    public override async Task<Wire.ListPendingConsentsResponse> ListPendingConsents(Wire.ListPendingConsentsRequest request, ServerCallContext context)
    {
        callers.OperatorOf(context);
        var response = new Wire.ListPendingConsentsResponse();
        foreach (var tenant in request.Tenant is "" ? tenants.Value.Known() : [Parse(request.Tenant)])
        {
            var waiting = (await ledger.ListAsync(tenant, context.CancellationToken)).Where(consent => consent.State is ConsentState.Pending);
            response.Consents.AddRange(waiting.Select(consent => Write(tenant, consent)));
        }

        return response;
    }

    public override async Task ReadConsent(
        Wire.ReadConsentRequest request, IServerStreamWriter<Wire.ExportConsentResponse> responseStream, ServerCallContext context)
    {
        var reader = callers.OperatorOf(context);
        await ConsentsService.SendAsync(
            await export.WriteAsync(reader, Parse(request.Tenant), request.Id, context.CancellationToken), responseStream, context);
    }

    public override async Task<Wire.Consent> DecideConsent(Wire.DecideConsentRequest request, ServerCallContext context)
    {
        var decider = callers.OperatorOf(context);
        var tenant = Parse(request.Tenant);
        return Write(tenant, await decisions.DecideAsync(decider, tenant, request.Id, request.Grant, context.CancellationToken));
    }

    public override async Task<Wire.VerifyAuditResponse> VerifyAudit(Wire.VerifyAuditRequest request, ServerCallContext context)
    {
        callers.OperatorOf(context);
        var anchor = request.Head is "" ? default((long, string)?) : ((long)Math.Min(request.Entries, long.MaxValue), request.Head);
        var verdict = await trail.VerifyAsync(Parse(request.Tenant), anchor, context.CancellationToken);
        return new Wire.VerifyAuditResponse { Intact = verdict.Intact, Entries = (ulong)verdict.Entries, Head = verdict.Head, Fault = verdict.Fault };
    }

    /// <exception cref="SpeechException">Invalid: no tenant can have that name.</exception>
    private static Tenant Parse(string name) => name is ""
        ? Tenant.Local
        : TenantOptions.IsTenantName(name) ? new Tenant(name) : throw SpeechException.Invalid("A tenant's name is 1 to 64 letters, digits, '-' or '_'.");

    private Wire.Consent Write(Tenant tenant, VoiceConsent consent) =>
        ConsentMessages.Write(consent, ledger.PersonalOf(tenant, consent)?.Person, time.GetUtcNow(), tenant.Name);
}
