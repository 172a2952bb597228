using Grpc.Core;
using Microsoft.Extensions.Options;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.SpeakerEmbedding.Clips;
using Qwen3Tts.SpeakerEmbedding.Embedding;
using Qwen3Tts.SpeakerEmbedding.Telemetry;
using Qwen3Tts.Speech.Errors;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.SpeakerEmbedding.Grpc;

/// <summary>A reference clip, or the name of a built-in voice, to a voice.</summary>
internal sealed class SpeakerEmbeddingService(
    Loading<EmbeddingEngine> engine, IOptions<SpeakerEmbeddingOptions> options, SpeakerEmbeddingMetrics metrics, TimeProvider time)
    : Wire.SpeakerEmbedding.SpeakerEmbeddingBase
{
    private readonly ClipReader _reader = new(options.Value);

    public override async Task Embed(
        IAsyncStreamReader<Wire.EmbedRequest> requestStream, IServerStreamWriter<Wire.EmbedResponse> responseStream, ServerCallContext context)
    {
        using var place = engine.Value.Enter();
        metrics.AddActive(1);
        try
        {
            await responseStream.WriteAsync(await Embed(requestStream, context.CancellationToken), context.CancellationToken);
        }
        finally
        {
            metrics.AddActive(-1);
        }
    }

    public override Task<Wire.DescribeSpeakerEmbeddingResponse> Describe(
        Wire.DescribeSpeakerEmbeddingRequest request, ServerCallContext context)
    {
        var response = new Wire.DescribeSpeakerEmbeddingResponse();
        response.Models.AddRange(engine.Value.Models.Models.Select(VoiceMessages.ToWire));
        return Task.FromResult(response);
    }

    private async Task<Wire.EmbedResponse> Embed(IAsyncStreamReader<Wire.EmbedRequest> requests, CancellationToken cancellationToken)
    {
        if (!await requests.MoveNext(cancellationToken) || requests.Current.Start is not { } start)
            throw SpeechException.Invalid("The first message of a call must be a start.");
        var model = engine.Value.Models[start.Model];
        using var span = SpeakerEmbeddingMetrics.Activities.StartActivity("speaker.embed");
        span?.SetTag("qwen3tts.model", model.Name).SetTag("qwen3tts.codes", start.WithCodes);

        var clip = start.BuiltInVoice is "" ? await ReadClip(requests, cancellationToken)
            : await ReadVoice(model, start.BuiltInVoice, requests, cancellationToken);
        span?.SetTag("qwen3tts.clip.duration", clip.Seconds);
        var arrived = time.GetTimestamp();
        var voice = await engine.Value.Embed(model, clip, start.WithCodes, cancellationToken);
        metrics.RecordEmbedding(model.Name, time.GetElapsedTime(arrived), clip.Seconds);
        return VoiceMessages.ToWire(voice, clip.Seconds);
    }

    private async Task<Waveform> ReadClip(IAsyncStreamReader<Wire.EmbedRequest> requests, CancellationToken cancellationToken)
    {
        var buffer = new ClipBuffer(options.Value);
        while (await requests.MoveNext(cancellationToken))
        {
            if (requests.Current.MessageCase is not Wire.EmbedRequest.MessageOneofCase.Clip)
                throw SpeechException.Invalid("After the start of a call every message must hold a piece of the clip.");
            buffer.Append(requests.Current.Clip.Span);
        }

        return _reader.Read(buffer.Bytes);
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
