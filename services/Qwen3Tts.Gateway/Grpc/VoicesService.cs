using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Consent.Terms;
using Qwen3Tts.Gateway.Designing;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Voices;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>The caller's voices.</summary>
internal sealed class VoicesService(
    Callers callers, VoiceCatalog voices, DesignedVoices designed, IVoicePolicy policy, OperatorTerms terms, IOptions<VoicesOptions> options)
    : Wire.Voices.VoicesBase
{
    public override async Task<Wire.Voice> CreateVoice(IAsyncStreamReader<Wire.CreateVoiceRequest> requestStream, ServerCallContext context)
    {
        callers.TenantOf(context);
        var upload = new ClipUpload<Wire.CreateVoiceRequest, Wire.CreateVoiceStart>(
            requestStream, message => message.Start, message => message.HasClip ? message.Clip : null, options.Value.MaxClipBytes);
        var start = await upload.ReadStartAsync(context.CancellationToken);
        return await CreateAsync(start, () => upload.ReadClipAsync(context.CancellationToken), context);
    }

    public override Task<Wire.Voice> CreateVoiceOfWholeClip(Wire.CreateVoiceOfWholeClipRequest request, ServerCallContext context) => CreateAsync(
        new Wire.CreateVoiceStart
        {
            Name = request.Name, Transcript = request.Transcript, ConsentId = request.ConsentId, AcceptedTerms = request.AcceptedTerms,
        },
        () => Task.FromResult(ClipBytes.Whole(request.Clip, options.Value.MaxClipBytes)),
        context);

    public override async Task<Wire.ValidateClipResponse> ValidateClip(
        IAsyncStreamReader<Wire.ValidateClipRequest> requestStream, ServerCallContext context)
    {
        callers.TenantOf(context);
        var upload = new ClipUpload<Wire.ValidateClipRequest, Wire.ValidateClipStart>(
            requestStream, message => message.Start, message => message.HasClip ? message.Clip : null, options.Value.MaxClipBytes);
        var start = await upload.ReadStartAsync(context.CancellationToken);
        var clip = await upload.ReadClipAsync(context.CancellationToken);
        return Write(await voices.ValidateAsync(start.Transcript, clip, context.CancellationToken));
    }

    public override async Task<Wire.ValidateClipResponse> ValidateWholeClip(Wire.ValidateWholeClipRequest request, ServerCallContext context)
    {
        callers.TenantOf(context);
        var clip = ClipBytes.Whole(request.Clip, options.Value.MaxClipBytes);
        return Write(await voices.ValidateAsync(request.Transcript, clip, context.CancellationToken));
    }

    public override async Task<Wire.FreezeVoiceResponse> FreezeVoice(Wire.FreezeVoiceRequest request, ServerCallContext context)
    {
        var frozen = await designed.FreezeAsync(
            // A consent that the metadata may bring has nothing to do with it.
            callers.ClaimOf(context, "", request.AcceptedTerms) with { ConsentId = "" },
            new FreezeRequest(
                request.Name, request.Instruction, Given(request.Text), Given(request.Language), Given(request.Model), request.HasSeed ? request.Seed : null),
            new CallLimits(context.Deadline == DateTime.MaxValue ? null : context.Deadline, context.CancellationToken));
        return new Wire.FreezeVoiceResponse { Voice = Write(frozen.Voice), Seed = frozen.Design.Seed };
    }

    public override async Task<Wire.Voice> GetVoice(Wire.GetVoiceRequest request, ServerCallContext context) =>
        Write(await voices.GetAsync(callers.TenantOf(context), request.Name, context.CancellationToken));

    public override async Task<Wire.ListVoicesResponse> ListVoices(Wire.ListVoicesRequest request, ServerCallContext context) =>
        new() { Voices = { (await voices.ListAsync(callers.TenantOf(context), context.CancellationToken)).Select(Write) } };

    public override async Task<Wire.Voice> UpdateVoice(Wire.UpdateVoiceRequest request, ServerCallContext context) => Write(await voices.UpdateAsync(
        callers.TenantOf(context),
        request.Name,
        // One that no voice has is another than the voice's.
        request.HasRevision ? (long)Math.Min(request.Revision, long.MaxValue) : null,
        request.HasTranscript ? request.Transcript : null,
        request.HasDescription ? request.Description : null,
        context.CancellationToken));

    public override async Task<Wire.Voice> RevokeVoice(Wire.RevokeVoiceRequest request, ServerCallContext context) =>
        Write(await voices.RevokeAsync(callers.TenantOf(context), request.Name, context.CancellationToken));

    public override async Task<Wire.DeleteVoiceResponse> DeleteVoice(Wire.DeleteVoiceRequest request, ServerCallContext context)
    {
        await voices.DeleteAsync(callers.TenantOf(context), request.Name, context.CancellationToken);
        return new Wire.DeleteVoiceResponse();
    }

    /// <param name="read">Reads the clip, which is asked for when all else is in order.</param>
    private async Task<Wire.Voice> CreateAsync(Wire.CreateVoiceStart start, Func<Task<ReadOnlyMemory<byte>>> read, ServerCallContext context)
    {
        var claim = callers.ClaimOf(context, start.ConsentId, start.AcceptedTerms);
        await policy.EnsureMayBeginAsync(claim, context.CancellationToken);
        await voices.CheckAsync(claim.Caller.Tenant, start.Name, start.Transcript, context.CancellationToken);
        return Write(await voices.AddAsync(claim, start.Name, start.Transcript, await read(), context.CancellationToken));
    }

    private static string? Given(string text) => text is "" ? null : text;

    private static Wire.ValidateClipResponse Write(PreparationReport report) => new()
    {
        Accepted = !report.Findings.Any(finding => finding.IsError),
        Preparation = PreparationReports.Write(report),
    };

    private Wire.Voice Write(VoiceListing listing)
    {
        var message = new Wire.Voice
        {
            Name = listing.Voice.Name,
            Models = { listing.Models },
            HasTranscript = listing.Voice.Transcript is not "",
            ClipSeconds = listing.Voice.ClipSeconds,
        };
        switch (listing.Voice)
        {
            case RegisteredVoice registered:
                Write(registered, message);
                break;
            case BuiltInVoice builtIn:
                Write(builtIn, message);
                break;
        }

        return message;
    }

    private void Write(RegisteredVoice voice, Wire.Voice message)
    {
        message.Id = voice.Id;
        message.Description = voice.Description;
        message.State = voice.State is VoiceState.Active ? Wire.VoiceState.Active : Wire.VoiceState.Revoked;
        message.Revision = (ulong)voice.Revision;
        message.Created = voice.Created.ToTimestamp();
        message.LastUsed = voice.LastUsed?.ToTimestamp();
        if (voice.Report is { } report)
            message.Preparation = PreparationReports.Write(report);
        if (voice.Grant is { } grant)
            message.Grant = VoiceGrants.Write(grant, terms.Supersede(grant));
    }

    private static void Write(BuiltInVoice builtIn, Wire.Voice message)
    {
        message.BuiltIn = true;
        message.Description = builtIn.Description;
        if (builtIn.WordErrorRateStreaming is { } streaming)
            message.WordErrorRateStreaming = streaming;
        if (builtIn.WordErrorRateWhole is { } whole)
            message.WordErrorRateWhole = whole;
    }
}
