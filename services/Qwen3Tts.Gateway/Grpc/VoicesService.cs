using Grpc.Core;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Consent.Terms;
using Qwen3Tts.Gateway.Voices;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>The caller's voices.</summary>
internal sealed class VoicesService(
    Callers callers, VoiceCatalog voices, IVoicePolicy policy, OperatorTerms terms, IOptions<VoicesOptions> options)
    : Wire.Voices.VoicesBase
{
    public override async Task<Wire.Voice> CreateVoice(IAsyncStreamReader<Wire.CreateVoiceRequest> requestStream, ServerCallContext context)
    {
        var tenant = callers.TenantOf(context);
        var cancellation = context.CancellationToken;
        var upload = new ClipUpload(requestStream, options.Value.MaxClipBytes);
        var start = await upload.ReadStartAsync(cancellation);
        var claim = callers.ClaimOf(context, start.ConsentId, start.AcceptedTerms);
        await policy.EnsureMayBeginAsync(claim, cancellation);
        await voices.CheckAsync(tenant, start.Name, start.Transcript, cancellation);
        var clip = await upload.ReadClipAsync(cancellation);
        return Write(await voices.AddAsync(claim, start.Name, start.Transcript, clip, cancellation));
    }

    public override async Task<Wire.Voice> GetVoice(Wire.GetVoiceRequest request, ServerCallContext context) =>
        Write(await voices.GetAsync(callers.TenantOf(context), request.Name, context.CancellationToken));

    public override async Task<Wire.ListVoicesResponse> ListVoices(Wire.ListVoicesRequest request, ServerCallContext context) =>
        new() { Voices = { (await voices.ListAsync(callers.TenantOf(context), context.CancellationToken)).Select(Write) } };

    public override async Task<Wire.DeleteVoiceResponse> DeleteVoice(Wire.DeleteVoiceRequest request, ServerCallContext context)
    {
        await voices.DeleteAsync(callers.TenantOf(context), request.Name, context.CancellationToken);
        return new Wire.DeleteVoiceResponse();
    }

    private Wire.Voice Write(VoiceListing listing)
    {
        var message = new Wire.Voice
        {
            Name = listing.Voice.Name,
            Models = { listing.Models },
            HasTranscript = listing.Voice.Transcript is not "",
            ClipSeconds = listing.Voice.ClipSeconds,
        };
        if (listing.Report is { } report)
            message.Preparation = PreparationReports.Write(report);
        if (listing.Voice is RegisteredVoice { Grant: { } grant })
            message.Grant = Write(grant);
        if (listing.Voice is not BuiltInVoice builtIn)
            return message;

        message.BuiltIn = true;
        message.Description = builtIn.Description;
        if (builtIn.WordErrorRateStreaming is { } streaming)
            message.WordErrorRateStreaming = streaming;
        if (builtIn.WordErrorRateWhole is { } whole)
            message.WordErrorRateWhole = whole;
        return message;
    }

    private Wire.VoiceGrant Write(VoiceGrant grant) => new()
    {
        ConsentId = grant.ConsentId,
        Attested = grant.Attested,
        SpeakerVerified = grant.SpeakerVerified,
        PhraseVerified = grant.PhraseVerified,
        TermsVersion = grant.TermsVersion,
        TermsSuperseded = terms.Supersede(grant),
    };
}
