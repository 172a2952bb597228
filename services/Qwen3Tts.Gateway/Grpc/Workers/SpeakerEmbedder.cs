using Google.Protobuf;
using Grpc.Core;
using Qwen3Tts.Gateway.Failover;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Voices;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

/// <summary>Has embeddings made by the SpeakerEmbedding workers.</summary>
internal sealed class SpeakerEmbedder(WorkerFleet fleet, FailoverPolicy policy) : ISpeakerEmbedder
{
    private const int PieceBytes = 64 * 1024;

    public Task<ClipEmbedding> EmbedClipAsync(
        string model, ReferenceClip clip, int? codeGroups, bool compareHalves, CancellationToken cancellation) => EmbedAsync(
        new Rpc.EmbedStart { Model = model, WithCodes = codeGroups is not null, Transcript = clip.Transcript, CompareHalves = compareHalves },
        clip.File,
        codeGroups,
        cancellation);

    public Task<ClipEmbedding> EmbedBuiltInAsync(string model, string voice, int? codeGroups, CancellationToken cancellation) =>
        EmbedAsync(new Rpc.EmbedStart { Model = model, WithCodes = codeGroups is not null, BuiltInVoice = voice }, default, codeGroups, cancellation);

    private Task<ClipEmbedding> EmbedAsync(Rpc.EmbedStart start, ReadOnlyMemory<byte> clip, int? codeGroups, CancellationToken cancellation) =>
        policy.CallAsync(
            fleet[WorkerService.SpeakerEmbedding], start.Model, lease => EmbedAsync(lease, start, clip, codeGroups, cancellation), cancellation);

    private static async Task<ClipEmbedding> EmbedAsync(
        WorkerLease lease, Rpc.EmbedStart start, ReadOnlyMemory<byte> clip, int? codeGroups, CancellationToken cancellation)
    {
        using var stream = new WorkerStream<Rpc.EmbedRequest, Rpc.EmbedResponse>(
            lease,
            new Rpc.SpeakerEmbedding.SpeakerEmbeddingClient(lease.Invoker).Embed(new CallOptions(cancellationToken: cancellation)),
            cancellation);

        await stream.WriteAsync(new Rpc.EmbedRequest { Start = start }, cancellation);
        for (var rest = clip; !rest.IsEmpty; rest = rest[Math.Min(PieceBytes, rest.Length)..])
        {
            var piece = rest[..Math.Min(PieceBytes, rest.Length)];
            await stream.WriteAsync(new Rpc.EmbedRequest { Clip = UnsafeByteOperations.UnsafeWrap(piece) }, cancellation);
        }

        await stream.EndAsync();
        var response = await stream.ReadAsync(cancellation)
            ?? throw BrokenContract.Error(WorkerService.SpeakerEmbedding, "sent no embedding");
        if (await stream.ReadAsync(cancellation) is not null)
            throw BrokenContract.Error(WorkerService.SpeakerEmbedding, "sent more than one embedding");
        return new ClipEmbedding(
            new VoiceEmbedding([.. response.XVector], codeGroups is { } groups ? Codes(response, groups) : null),
            response.ClipSeconds,
            response.Report is { } report ? PreparationReports.Read(report) : null);
    }

    private static CodeFrames Codes(Rpc.EmbedResponse response, int groups) => FrameMessages.Read(
        response.Codes ?? throw BrokenContract.Error(WorkerService.SpeakerEmbedding, "sent no codes"), groups, WorkerService.SpeakerEmbedding);
}
