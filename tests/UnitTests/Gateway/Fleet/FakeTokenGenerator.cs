using System.Collections.Concurrent;
using Grpc.Core;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.V1;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.Gateway.Fleet;

/// <summary>Every token is a frame, whose codes are the token and the token plus one; an utterance that goes on has its first tokens' frames.</summary>
internal sealed class FakeTokenGenerator : Rpc.TokenGenerator.TokenGeneratorBase
{
    public List<GeneratorModel> Models { get; } = [];

    public ConcurrentQueue<GenerateStart> Starts { get; } = new();

    /// <summary>What it says of its places; null for nothing.</summary>
    public Places? Places { get; set; }

    /// <summary>What happens before a token becomes a frame.</summary>
    public Func<uint, CancellationToken, Task> OnFrame { get; set; } = (_, _) => Task.CompletedTask;

    public Action<ServerCallContext> OnCall { get; set; } = _ => { };

    /// <summary>What it answers whatever it is asked; null for what it should.</summary>
    public GenerateResponse[]? Answers { get; set; }

    /// <summary>What it answers to a start, after it has read it; null for what it should.</summary>
    public Func<GenerateStart, GenerateResponse[]?> AnswersOf { get; set; } = _ => null;

    /// <summary>Whether it says of each frame that it speaks its token.</summary>
    public bool TellsPositions { get; set; }

    public override async Task Generate(
        IAsyncStreamReader<GenerateRequest> requestStream, IServerStreamWriter<GenerateResponse> responseStream, ServerCallContext context)
    {
        OnCall(context);
        Assert.True(await requestStream.MoveNext(context.CancellationToken));
        if (Answers is not null)
        {
            foreach (var answer in Answers)
                await responseStream.WriteAsync(answer, context.CancellationToken);
            return;
        }

        var start = requestStream.Current.Start;
        Starts.Enqueue(start);
        if (AnswersOf(start) is { } answers)
        {
            foreach (var answer in answers)
                await responseStream.WriteAsync(answer, context.CancellationToken);
            return;
        }

        var most = start.Sampling.HasMaxFrames ? (uint)start.Sampling.MaxFrames : uint.MaxValue;
        var waiting = new List<uint>();
        var frames = (uint)((start.Made?.Codes.Count ?? 0) / 2);
        var made = (int)frames;
        while (frames < most && await requestStream.MoveNext(context.CancellationToken))
        {
            var tokens = requestStream.Current.Tokens;
            waiting.AddRange(tokens.Ids);
            if (start.TextDelivery is TextDelivery.Whole && !tokens.End)
                continue;
            var known = Math.Min(made, waiting.Count);
            waiting.RemoveRange(0, known);
            made -= known;
            foreach (var token in waiting.Take((int)Math.Min(most - frames, int.MaxValue)))
            {
                await OnFrame(token, context.CancellationToken);
                var frame = new CodeFrames { FirstFrame = frames++, Codes = { token, token + 1 } };
                if (TellsPositions)
                    frame.TextPositions.Add(frame.FirstFrame);
                await responseStream.WriteAsync(new GenerateResponse { Frames = frame }, context.CancellationToken);
            }

            waiting.Clear();
            if (tokens.End)
                break;
        }

        var reason = frames == most ? FinishReason.Length : FinishReason.Stop;
        await responseStream.WriteAsync(new GenerateResponse { Finished = new GenerateFinished { Reason = reason, Frames = frames } }, context.CancellationToken);
    }

    public override Task<DescribeTokenGeneratorResponse> Describe(DescribeTokenGeneratorRequest request, ServerCallContext context) =>
        Task.FromResult(new DescribeTokenGeneratorResponse { Models = { Models }, Places = Places });
}
