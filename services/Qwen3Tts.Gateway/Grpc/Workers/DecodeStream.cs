using System.Runtime.CompilerServices;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Codec;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

internal sealed class DecodeStream(Utterance utterance, WorkerStream<Rpc.DecodeRequest, Rpc.DecodeResponse> stream) : IDecoding
{
    public Task StartAsync(CodeFrames? context, int before, CancellationToken cancellation) => stream.WriteAsync(
        new Rpc.DecodeRequest
        {
            Start = new Rpc.DecodeStart
            {
                Model = utterance.Model.Name,
                UtteranceId = utterance.Id,
                Context = context is null ? null : FrameMessages.Write(context, firstFrame: 0),
                FramesBeforeContext = (uint)before,
            },
        },
        cancellation);

    public Task SendAsync(CodeFrames frames, long firstFrame, CancellationToken cancellation) =>
        stream.WriteAsync(new Rpc.DecodeRequest { Frames = FrameMessages.Write(frames, firstFrame) }, cancellation);

    public Task EndAsync() => stream.EndAsync();

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSamplesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        long samples = 0;
        while (await stream.ReadAsync(cancellation) is { } response)
        {
            if (response.Samples.Length % sizeof(float) is not 0 || response.FirstSample != (ulong)samples)
            {
                throw BrokenContract.Error(
                    WorkerService.AcousticDecoder,
                    $"sent {response.Samples.Length} bytes as sample {response.FirstSample} and on, where sample {samples} comes next");
            }

            yield return response.Samples.Memory;
            samples += response.Samples.Length / sizeof(float);
        }
    }

    public Task Leaving => stream.Leaving;

    public Task<bool> AnswersAsync() => stream.AnswersAsync();

    public bool HasOther => stream.HasOther;

    public bool HasRoomElsewhere => stream.HasRoomElsewhere;

    public void Abandon() => stream.Abandon();

    public void Dispose() => stream.Dispose();
}
