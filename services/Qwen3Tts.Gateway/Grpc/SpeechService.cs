using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Admission;
using Qwen3Tts.Gateway.Limits;
using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Provenance;
using Qwen3Tts.Gateway.Resumption;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.ServiceDefaults.Telemetry;
using Qwen3Tts.Speech.Errors;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>Text to speech while the text is still arriving.</summary>
internal sealed class SpeechService(
    Callers callers,
    UtteranceAdmission admission,
    TenantLimits tenants,
    UtteranceTokens tokens,
    UtterancePlanner planner,
    SynthesisPipeline pipeline,
    Ledger ledger,
    LedgerSeal seal,
    GatewayMetrics metrics,
    IOptions<AdmissionOptions> options,
    IOptions<VoicesOptions> voices,
    TimeProvider time)
    : Wire.Speech.SpeechBase
{
    public override async Task Synthesize(
        IAsyncStreamReader<Wire.SynthesizeRequest> requestStream,
        IServerStreamWriter<Wire.SynthesizeResponse> responseStream,
        ServerCallContext context)
    {
        using var span = GatewayMetrics.Activities.StartActivity("gateway.synthesize");
        using var leaving = span.NoteCancel(context.CancellationToken);
        Tenant? tenant = null;
        try
        {
            tenant = callers.TenantOf(context);
            using var permit = admission.Enter();
            using var call = tenants.Knock(tenant);
            using var open = metrics.Open();
            var client = new UtteranceClient(requestStream, responseStream, options.Value, time);
            await SpeakAsync(tenant, client, permit, context, span);
        }
        catch (SpeechException error)
        {
            metrics.Refused(error.Kind, tenant?.Name);
            span?.SetStatus(ActivityStatusCode.Error, error.Kind.ToString());
            throw;
        }
    }

    private async Task SpeakAsync(Tenant tenant, UtteranceClient client, UtterancePermit permit, ServerCallContext context, Activity? span)
    {
        var (start, resume) = await client.ReadStartAsync(voices.Value.MaxClipBytes, context.CancellationToken);
        var started = time.GetTimestamp();
        var past = resume is null ? null : tokens.Open(tenant, resume.Token);
        var id = past?.Utterance ?? Guid.NewGuid().ToString("N");
        var claim = callers.ClaimOf(context, start?.Clip?.ConsentId ?? "", start?.Clip?.AcceptedTerms ?? "");
        // Before anything is done for it; one that goes on is let in as the utterance that it was.
        await using var share = await tenants.EnterAsync(tenant, id);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, share.TakenOver);
        var limits = new CallLimits(context.Deadline == DateTime.MaxValue ? null : context.Deadline, either.Token);
        try
        {
            var utterance = past is null
                ? await planner.PlanAsync(id, claim, start!, limits.Cancellation)
                : await planner.ResumeAsync(claim, past, resume!.SamplesReceived, limits.Cancellation);
            span?.SetTag("utterance.id", utterance.Id)
                .SetTag("tenant", tenant.Name)
                .SetTag("model", utterance.Model.Name)
                .SetTag("mode", utterance.Mode.Name())
                .SetTag("resumed", utterance.Resumption is not "");
            Disclosure.Add(context, utterance);
            var admitted = new AdmittedClient(client, permit, share);
            // Only a mark leads back to the ledger.
            using var recorded = utterance.Watermark is null ? null : new RecordedClient(admitted, ledger, seal, tenant, utterance, time);
            await pipeline.SpeakAsync(
                utterance,
                RecastAsync,
                (IUtteranceClient?)recorded ?? admitted,
                new UtteranceTimer(utterance, tenant.Name, started, metrics, time, span),
                limits);

            async Task<Utterance> RecastAsync(string names, CancellationToken cancellation)
            {
                var part = await planner.RecastAsync(claim, utterance, names, cancellation);
                recorded?.SpeaksWith(part);
                return part;
            }
        }
        catch (OperationCanceledException) when (share.TakenOver.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw new SpeechException(SpeechErrorKind.Conflict, "This utterance goes on in another call, which resumed it.");
        }
    }
}
