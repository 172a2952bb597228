using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Qwen3Tts.AcousticDecoder.Decoding;
using Qwen3Tts.AcousticDecoder.Telemetry;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Public = Qwen3Tts.V1;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.AcousticDecoder.Grpc;

/// <summary>Frames in, PCM out. A message is read only when the samples of the one before have left.</summary>
internal sealed class AcousticDecoderService(Loading<DecodeEngine> engine, IOptions<DecoderOptions> options, DecoderTelemetry telemetry)
    : Wire.AcousticDecoder.AcousticDecoderBase
{
    // Some three days of speech; only so that their number fits.
    private const uint MaxFramesBefore = 1 << 22;

    public override async Task Decode(
        IAsyncStreamReader<Wire.DecodeRequest> requestStream,
        IServerStreamWriter<Wire.DecodeResponse> responseStream,
        ServerCallContext context)
    {
        using var place = engine.Value.Enter(GoingOn.IsSaid(context));
        var cancelled = context.CancellationToken;
        if (!await requestStream.MoveNext(cancelled) || requestStream.Current.Start is not { } start)
            throw SpeechException.Invalid("The first message of a call must be a start.");

        using var utterance = engine.Value.Start(start.Model);
        using var span = telemetry.Start(start.Model, start.UtteranceId, utterance.Codec.SampleRate, cancelled);
        if (start.Context is not null)
        {
            var reference = Parse(start.Context, utterance.Codec, 0, options.Value.MaxContextFrames);
            var warm = true;
            await foreach (var chunk in utterance.Prime(reference, (int)Math.Min(start.FramesBeforeContext, MaxFramesBefore), cancelled))
            {
                warm = false;
                span.Record(chunk);
            }

            span.Prime(warm);
        }

        long frames = 0;
        long samples = 0;
        while (await requestStream.MoveNext(cancelled))
        {
            if (requestStream.Current.Frames is not { } wire)
                throw SpeechException.Invalid("After the start of a call every message must hold frames.");
            var next = Parse(wire, utterance.Codec, frames, options.Value.MaxFramesPerMessage);
            frames += next.Count;
            await foreach (var chunk in utterance.Decode(next, cancelled))
            {
                span.Record(chunk);
                await responseStream.WriteAsync(ToWire(chunk.Samples, samples), cancelled);
                samples += chunk.Samples.Length;
            }
        }
    }

    public override Task<Wire.DescribeAcousticDecoderResponse> Describe(
        Wire.DescribeAcousticDecoderRequest request, ServerCallContext context)
    {
        var response = new Wire.DescribeAcousticDecoderResponse
        {
            Places = new Wire.Places { Total = (uint)engine.Value.Places, Taken = (uint)engine.Value.Taken },
        };
        response.Models.AddRange(engine.Value.Models.Select(
            served => new Wire.DecoderModel { Model = served.Model, Codec = ToWire(served.Codec) }));
        return Task.FromResult(response);
    }

    private static CodeFrames Parse(Wire.CodeFrames wire, CodecFormat codec, long firstFrame, int maxFrames)
    {
        if (wire.FirstFrame != firstFrame)
            throw SpeechException.Invalid($"Frame {firstFrame} is next, but frame {wire.FirstFrame} came.");
        if (wire.Codes.Count / codec.Groups > maxFrames)
            throw SpeechException.Invalid($"{wire.Codes.Count / codec.Groups} frames came at once; at most {maxFrames} may.");
        return codec.Parse(wire.Codes);
    }

    private static Wire.DecodeResponse ToWire(float[] samples, long firstSample) => new()
    {
        Samples = ByteString.CopyFrom(MemoryMarshal.AsBytes(samples.AsSpan())),
        FirstSample = (ulong)firstSample,
    };

    private static Public.CodecFormat ToWire(CodecFormat codec) => new()
    {
        Name = codec.Name,
        Groups = (uint)codec.Groups,
        CodebookSize = (uint)codec.CodebookSize,
        FramesPerSecond = codec.FramesPerSecond,
        SamplesPerFrame = (uint)codec.SamplesPerFrame,
        SampleRateHz = (uint)codec.SampleRate,
    };
}
