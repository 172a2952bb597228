using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Qwen3Tts.Internal.V1;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.Gateway.Fleet;

/// <summary>Every frame is four samples that say which codes it had.</summary>
internal sealed class FakeAcousticDecoder : Rpc.AcousticDecoder.AcousticDecoderBase
{
    public List<string> Models { get; } = [];

    public ConcurrentQueue<DecodeStart> Starts { get; } = new();

    public Action<ServerCallContext> OnCall { get; set; } = _ => { };

    /// <summary>What happens before frames become samples.</summary>
    public Func<CodeFrames, Task> OnFrames { get; set; } = _ => Task.CompletedTask;

    /// <summary>The samples of the frames that the text's characters become.</summary>
    public static float[] Samples(string text) => [.. text.SelectMany(letter => Samples(letter, letter + 1u))];

    /// <summary>What it answers whatever it is asked; null for what it should.</summary>
    public DecodeResponse[]? Answers { get; set; }

    public override async Task Decode(
        IAsyncStreamReader<DecodeRequest> requestStream, IServerStreamWriter<DecodeResponse> responseStream, ServerCallContext context)
    {
        OnCall(context);
        Assert.True(await requestStream.MoveNext(context.CancellationToken));
        if (Answers is not null)
        {
            foreach (var answer in Answers)
                await responseStream.WriteAsync(answer, context.CancellationToken);
            return;
        }

        Starts.Enqueue(requestStream.Current.Start);
        uint frames = 0;
        ulong samples = 0;
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var message = requestStream.Current.Frames;
            Assert.Equal(frames, message.FirstFrame);
            await OnFrames(message);
            frames += (uint)message.Codes.Count / 2;
            float[] block = [.. message.Codes.Chunk(2).SelectMany(codes => Samples(codes[0], codes[1]))];
            await responseStream.WriteAsync(
                new DecodeResponse { Samples = ByteString.CopyFrom(MemoryMarshal.AsBytes(block.AsSpan())), FirstSample = samples }, context.CancellationToken);
            samples += (ulong)block.Length;
        }
    }

    public override Task<DescribeAcousticDecoderResponse> Describe(DescribeAcousticDecoderRequest request, ServerCallContext context) =>
        Task.FromResult(new DescribeAcousticDecoderResponse { Models = { Models.Select(model => new DecoderModel { Model = model }) } });

    private static float[] Samples(uint first, uint second) => [first / 1000f, -first / 1000f, second / 1000f, -second / 1000f];
}
