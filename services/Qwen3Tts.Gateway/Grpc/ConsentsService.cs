using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Consent.Terms;
using Qwen3Tts.Gateway.Tenants;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>The caller's consents.</summary>
internal sealed class ConsentsService(
    Callers callers,
    ConsentLedger ledger,
    ConsentIntake intake,
    ConsentDecisions decisions,
    ConsentExport export,
    OperatorTerms terms,
    IOptions<ConsentOptions> options,
    TimeProvider time)
    : Wire.Consents.ConsentsBase
{
    /// <summary>Of a JSON document that is sent in pieces.</summary>
    public const int PieceBytes = 64 * 1024;

    public override async Task<Wire.RequestConsentResponse> RequestConsent(Wire.RequestConsentRequest request, ServerCallContext context)
    {
        var (consent, personal) = await intake.RequestAsync(callers.CallerOf(context), request.Person, request.Language, context.CancellationToken);
        return new Wire.RequestConsentResponse { Consent = ConsentMessages.Write(consent, personal.Person, time.GetUtcNow()), Phrase = personal.Phrase };
    }

    public override async Task<Wire.Consent> SubmitConsent(IAsyncStreamReader<Wire.SubmitConsentRequest> requestStream, ServerCallContext context)
    {
        var caller = callers.CallerOf(context);
        var upload = new ConsentUpload(requestStream, options.Value.MaxRecordingBytes);
        var id = await upload.ReadStartAsync(context.CancellationToken);
        await intake.EnsureOpenAsync(caller.Tenant, id, context.CancellationToken);
        var (recording, sample) = await upload.ReadAudioAsync(context.CancellationToken);
        return Write(caller, await intake.SubmitAsync(caller, id, recording, sample, context.CancellationToken));
    }

    public override async Task<Wire.Consent> SubmitWholeConsent(Wire.SubmitWholeConsentRequest request, ServerCallContext context)
    {
        var caller = callers.CallerOf(context);
        await intake.EnsureOpenAsync(caller.Tenant, request.Id, context.CancellationToken);
        var (recording, sample) = ConsentUpload.Whole(request.Recording.Memory, request.Sample.Memory, options.Value.MaxRecordingBytes);
        return Write(caller, await intake.SubmitAsync(caller, request.Id, recording, sample, context.CancellationToken));
    }

    public override async Task<Wire.Consent> GetConsent(Wire.GetConsentRequest request, ServerCallContext context)
    {
        var caller = callers.CallerOf(context);
        return Write(caller, await ledger.GetAsync(caller.Tenant, request.Id, context.CancellationToken));
    }

    public override async Task<Wire.ListConsentsResponse> ListConsents(Wire.ListConsentsRequest request, ServerCallContext context)
    {
        var caller = callers.CallerOf(context);
        return new() { Consents = { (await ledger.ListAsync(caller.Tenant, context.CancellationToken)).Select(consent => Write(caller, consent)) } };
    }

    public override async Task<Wire.Consent> RevokeConsent(Wire.RevokeConsentRequest request, ServerCallContext context)
    {
        var caller = callers.CallerOf(context);
        return Write(caller, await decisions.RevokeAsync(caller, request.Id, context.CancellationToken));
    }

    public override async Task ExportConsent(
        Wire.ExportConsentRequest request, IServerStreamWriter<Wire.ExportConsentResponse> responseStream, ServerCallContext context)
    {
        var caller = callers.CallerOf(context);
        await SendAsync(await export.WriteAsync(caller, caller.Tenant, request.Id, context.CancellationToken), responseStream, context);
    }

    public override async Task<Wire.Consent> EraseConsent(Wire.EraseConsentRequest request, ServerCallContext context)
    {
        var caller = callers.CallerOf(context);
        return Write(caller, await decisions.EraseAsync(caller, request.Id, context.CancellationToken));
    }

    public override Task<Wire.GetTermsResponse> GetTerms(Wire.GetTermsRequest request, ServerCallContext context)
    {
        callers.CallerOf(context);
        return Task.FromResult(new Wire.GetTermsResponse { Version = terms.Version, Sha256 = terms.Digest, Text = terms.Text });
    }

    public static async Task SendAsync(
        ReadOnlyMemory<byte> json, IServerStreamWriter<Wire.ExportConsentResponse> responses, ServerCallContext context)
    {
        for (var rest = json; !rest.IsEmpty; rest = rest[Math.Min(PieceBytes, rest.Length)..])
        {
            var piece = UnsafeByteOperations.UnsafeWrap(rest[..Math.Min(PieceBytes, rest.Length)]);
            await responses.WriteAsync(new Wire.ExportConsentResponse { Json = piece }, context.CancellationToken);
        }
    }

    private Wire.Consent Write(Caller caller, VoiceConsent consent) =>
        ConsentMessages.Write(consent, ledger.PersonalOf(caller.Tenant, consent)?.Person, time.GetUtcNow());
}
