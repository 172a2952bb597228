using Grpc.Core;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.TokenGenerator.Engine;
using Qwen3Tts.TokenGenerator.Telemetry;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.TokenGenerator.Grpc;

/// <summary>Tokens in, frames out, each as it comes.</summary>
internal sealed class TokenGeneratorService(Loading<GenerationEngine> engine, RequestParser parser, GeneratorTelemetry telemetry)
    : Wire.TokenGenerator.TokenGeneratorBase
{
    public override async Task Generate(
        IAsyncStreamReader<Wire.GenerateRequest> requestStream,
        IServerStreamWriter<Wire.GenerateResponse> responseStream,
        ServerCallContext context)
    {
        using var place = engine.Value.Enter(GoingOn.IsSaid(context));
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.Start is not { } start)
            throw SpeechException.Invalid("The first message of a call must be a start.");

        var model = engine.Value[start.Model];
        var request = parser.Parse(start, model);
        using var span = telemetry.Start(model.Description, start.UtteranceId, context.CancellationToken);
        var made = parser.ParseMade(start, model);
        var generation = place.Start(model, request, made);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var text = ReadText(requestStream, generation, reading.Token);
        try
        {
            await WriteFrames(generation, (uint)(made?.Count ?? 0), responseStream, span, context.CancellationToken);
        }
        finally
        {
            await reading.CancelAsync();
            await text;
        }
    }

    public override Task<Wire.DescribeTokenGeneratorResponse> Describe(
        Wire.DescribeTokenGeneratorRequest request, ServerCallContext context)
    {
        var response = new Wire.DescribeTokenGeneratorResponse
        {
            Places = new Wire.Places { Total = (uint)engine.Value.Places, Taken = (uint)(engine.Value.Active + engine.Value.Waiting) },
        };
        response.Models.AddRange(engine.Value.Models.Select(served => new Wire.GeneratorModel
        {
            Model = ModelMessages.ToWire(served.Description),
            XVectorSize = (uint)served.Description.XVectorSize,
            Fingerprint = served.Fingerprint,
        }));
        return Task.FromResult(response);
    }

    private static async Task WriteFrames(
        Generation generation, uint frames, IServerStreamWriter<Wire.GenerateResponse> responses, GenerateSpan span, CancellationToken cancelled)
    {
        await foreach (var frame in generation.Frames.ReadAllAsync(cancelled))
        {
            span.Record(frame);
            var wire = FinishMessages.Write(frame, frames++);
            await responses.WriteAsync(new Wire.GenerateResponse { Frames = wire }, cancelled);
        }

        var finished = FinishMessages.Write(generation, frames);
        span.Finish(generation.Reason, generation.Runaway?.Reason);
        await responses.WriteAsync(new Wire.GenerateResponse { Finished = finished }, cancelled);
    }

    /// <summary>Passes the text on until it ends. What goes wrong ends the utterance; it is not thrown here.</summary>
    private async Task ReadText(IAsyncStreamReader<Wire.GenerateRequest> requests, Generation generation, CancellationToken stop)
    {
        try
        {
            while (await requests.MoveNext(stop))
            {
                if (requests.Current.Tokens is not { } tokens)
                    throw SpeechException.Invalid("After the start of a call every message must hold tokens.");
                generation.Append(parser.ParseIds(tokens.Ids, "tokens"));
                if (tokens.End)
                {
                    generation.End();
                    return;
                }
            }

            throw SpeechException.Invalid("The call's tokens stopped before a message with end set.");
        }
        catch (Exception error)
        {
            generation.Cancel(error);
        }
    }
}
