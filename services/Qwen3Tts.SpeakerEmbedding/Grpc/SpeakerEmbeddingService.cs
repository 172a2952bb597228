using Grpc.Core;
using Microsoft.Extensions.Options;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Telemetry;
using Qwen3Tts.SpeakerEmbedding.Clips;
using Qwen3Tts.SpeakerEmbedding.Embedding;
using Qwen3Tts.SpeakerEmbedding.Enrolment;
using Qwen3Tts.SpeakerEmbedding.Telemetry;
using Qwen3Tts.Speech.Errors;
using Public = Qwen3Tts.V1;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.SpeakerEmbedding.Grpc;

/// <summary>A reference clip, or the name of a built-in voice, to a voice.</summary>
internal sealed class SpeakerEmbeddingService(
    Loading<EmbeddingEngine> engine,
    IOptions<SpeakerEmbeddingOptions> options,
    IOptions<PreparationOptions> preparation,
    SpeakerEmbeddingMetrics metrics,
    TimeProvider time)
    : Wire.SpeakerEmbedding.SpeakerEmbeddingBase
{
    private readonly ClipReader _reader = new(options.Value);

    public override async Task Embed(
        IAsyncStreamReader<Wire.EmbedRequest> requestStream, IServerStreamWriter<Wire.EmbedResponse> responseStream, ServerCallContext context) =>
        await InPlace(async () =>
            await responseStream.WriteAsync(await Embed(requestStream, context.CancellationToken), context.CancellationToken));

    public override async Task<Wire.ValidateClipResponse> ValidateClip(IAsyncStreamReader<Wire.EmbedRequest> requestStream, ServerCallContext context)
    {
        var response = new Wire.ValidateClipResponse();
        await InPlace(async () => response.Report = await Validate(requestStream, context.CancellationToken));
        return response;
    }

    public override Task<Wire.DescribeSpeakerEmbeddingResponse> Describe(
        Wire.DescribeSpeakerEmbeddingRequest request, ServerCallContext context)
    {
        var response = new Wire.DescribeSpeakerEmbeddingResponse();
        response.Models.AddRange(engine.Value.Models.Models.Select(
            model => VoiceMessages.ToWire(model, EmbeddingRevision.Of(preparation.Value))));
        return Task.FromResult(response);
    }

    private async Task InPlace(Func<Task> work)
    {
        using var place = engine.Value.Enter();
        metrics.AddActive(1);
        try
        {
            await work();
        }
        finally
        {
            metrics.AddActive(-1);
        }
    }

    private async Task<Wire.EmbedResponse> Embed(IAsyncStreamReader<Wire.EmbedRequest> requests, CancellationToken cancellationToken)
    {
        var start = await ReadStart(requests, cancellationToken);
        var model = engine.Value.Models[start.Model];
        using var span = SpeakerEmbeddingMetrics.Activities.StartActivity("speaker.embed");
        using var leaving = span.NoteCancel(cancellationToken);
        span?.SetTag("qwen3tts.model", model.Name).SetTag("qwen3tts.codes", start.WithCodes);

        var isBuiltIn = start.BuiltInVoice is not "";
        var clip = isBuiltIn ? await ReadVoice(model, start.BuiltInVoice, requests, cancellationToken) : await ReadClip(requests, cancellationToken);
        span?.SetTag("qwen3tts.clip.duration", clip.Seconds);
        var arrived = time.GetTimestamp();
        // A checkpoint's own clips are taken as they ship.
        var made = isBuiltIn
            ? new Enrolled(await engine.Value.Embed(model, clip, start.WithCodes, cancellationToken), null)
            : await engine.Value.Enrol(model, clip, EnrolmentMessages.Read(start), cancellationToken);
        metrics.RecordEmbedding(model.Name, time.GetElapsedTime(arrived), clip.Seconds);
        return VoiceMessages.ToWire(made, clip.Seconds);
    }

    private async Task<Public.PreparationReport> Validate(IAsyncStreamReader<Wire.EmbedRequest> requests, CancellationToken cancellationToken)
    {
        var start = await ReadStart(requests, cancellationToken);
        if (start.BuiltInVoice is not "")
            throw SpeechException.Invalid("A built-in voice is not validated; send a clip.");
        var model = engine.Value.Models[start.Model];
        using var span = SpeakerEmbeddingMetrics.Activities.StartActivity("speaker.validate");
        using var leaving = span.NoteCancel(cancellationToken);
        var clip = await ReadClip(requests, cancellationToken);
        return EnrolmentMessages.ToWire(await engine.Value.Validate(model, clip, EnrolmentMessages.Read(start), cancellationToken));
    }

    private static async Task<Wire.EmbedStart> ReadStart(IAsyncStreamReader<Wire.EmbedRequest> requests, CancellationToken cancellationToken) =>
        await requests.MoveNext(cancellationToken) && requests.Current.Start is { } start
            ? start
            : throw SpeechException.Invalid("The first message of a call must be a start.");

    private async Task<Waveform> ReadClip(IAsyncStreamReader<Wire.EmbedRequest> requests, CancellationToken cancellationToken)
    {
        var buffer = new ClipBuffer(options.Value);
        while (await requests.MoveNext(cancellationToken))
        {
            if (requests.Current.MessageCase is not Wire.EmbedRequest.MessageOneofCase.Clip)
                throw SpeechException.Invalid("After the start of a call every message must hold a piece of the clip.");
            buffer.Append(requests.Current.Clip.Span);
        }

        return await _reader.Read(buffer.Bytes, cancellationToken);
    }

    private static async Task<Waveform> ReadVoice(
        ServedModel model, string name, IAsyncStreamReader<Wire.EmbedRequest> requests, CancellationToken cancellationToken)
    {
        var voice = model.Voice(name);
        return await requests.MoveNext(cancellationToken)
            ? throw SpeechException.Invalid($"The built-in voice '{name}' was asked for; no clip may follow.")
            : voice.Clip;
    }
}
