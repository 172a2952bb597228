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

    public Task<PreparationReport> ValidateClipAsync(string model, ReferenceClip clip, CancellationToken cancellation) => policy.CallAsync(
        fleet[WorkerService.SpeakerEmbedding], model, (lease, stop) => ValidateClipAsync(lease, model, clip, stop), cancellation);

    private static async Task<PreparationReport> ValidateClipAsync(
        WorkerLease lease, string model, ReferenceClip clip, CancellationToken cancellation)
    {
        using var call = new Rpc.SpeakerEmbedding.SpeakerEmbeddingClient(lease.Invoker).ValidateClip(new CallOptions(cancellationToken: cancellation));
        try
        {
            var start = new Rpc.EmbedStart { Model = model, Transcript = clip.Transcript, CompareHalves = true };
            await call.RequestStream.WriteAsync(new Rpc.EmbedRequest { Start = start }, cancellation);
            foreach (var piece in Pieces(clip.File))
                await call.RequestStream.WriteAsync(piece, cancellation);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException or IOException)
        {
            // Refused before the clip's end: the answer says why.
            cancellation.ThrowIfCancellationRequested();
        }

        try
        {
            return PreparationReports.Read((await call).Report ?? throw BrokenContract.Error(WorkerService.SpeakerEmbedding, "sent no report"));
        }
        catch (RpcException error)
        {
            cancellation.ThrowIfCancellationRequested();
            throw lease.Translate(error);
        }
    }

    private static IEnumerable<Rpc.EmbedRequest> Pieces(ReadOnlyMemory<byte> clip)
    {
        for (var rest = clip; !rest.IsEmpty; rest = rest[Math.Min(PieceBytes, rest.Length)..])
            yield return new Rpc.EmbedRequest { Clip = UnsafeByteOperations.UnsafeWrap(rest[..Math.Min(PieceBytes, rest.Length)]) };
    }

    private Task<ClipEmbedding> EmbedAsync(Rpc.EmbedStart start, ReadOnlyMemory<byte> clip, int? codeGroups, CancellationToken cancellation) =>
        policy.CallAsync(
            fleet[WorkerService.SpeakerEmbedding], start.Model, (lease, stop) => EmbedAsync(lease, start, clip, codeGroups, stop), cancellation);

    private static async Task<ClipEmbedding> EmbedAsync(
        WorkerLease lease, Rpc.EmbedStart start, ReadOnlyMemory<byte> clip, int? codeGroups, CancellationToken cancellation)
    {
        using var stream = new WorkerStream<Rpc.EmbedRequest, Rpc.EmbedResponse>(
            lease,
            new Rpc.SpeakerEmbedding.SpeakerEmbeddingClient(lease.Invoker).Embed(new CallOptions(cancellationToken: cancellation)),
            cancellation);

        await stream.WriteAsync(new Rpc.EmbedRequest { Start = start }, cancellation);
        foreach (var piece in Pieces(clip))
            await stream.WriteAsync(piece, cancellation);

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
