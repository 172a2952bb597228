using Grpc.Core;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Voices;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

internal sealed class SpeakerEmbeddingDescriber : IWorkerDescriber
{
    public WorkerService Service => WorkerService.SpeakerEmbedding;

    public async Task<WorkerDescription> DescribeAsync(CallInvoker worker, CancellationToken cancellation)
    {
        var response = await new Rpc.SpeakerEmbedding.SpeakerEmbeddingClient(worker).DescribeAsync(
            new Rpc.DescribeSpeakerEmbeddingRequest(), cancellationToken: cancellation);
        return new WorkerDescription(
        [
            .. response.Models.Select(model => new WorkerModel(
                model.Model, Encodes: new SpeakerEncoder(model.Model, model.Family, [.. model.Voices.Select(Read)], model.Revision, Read(model.Accuracy)))),
        ]);
    }

    private static SpeakerAccuracy? Read(Rpc.SpeakerAccuracy? accuracy) => accuracy is null ? null : new SpeakerAccuracy(
        accuracy.EqualErrorRate, accuracy.Threshold, (int)accuracy.Speakers, (int)accuracy.SamePairs, (int)accuracy.DifferentPairs);

    private static BuiltInVoice Read(Rpc.BuiltInVoice voice) => new(
        voice.Name,
        voice.Transcript,
        voice.ClipSeconds,
        voice.Description,
        voice.HasWordErrorRateStreaming ? voice.WordErrorRateStreaming : null,
        voice.HasWordErrorRateWhole ? voice.WordErrorRateWhole : null);
}
