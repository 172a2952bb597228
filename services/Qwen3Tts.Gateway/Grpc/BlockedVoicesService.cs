using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Blocking;
using Qwen3Tts.Gateway.Voices;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>The operator's list of blocked voices.</summary>
internal sealed class BlockedVoicesService(Callers callers, BlockedVoiceDesk desk, IOptions<VoicesOptions> options) : Wire.BlockedVoices.BlockedVoicesBase
{
    public override async Task<Wire.AddBlockedVoiceResponse> AddBlockedVoice(
        IAsyncStreamReader<Wire.AddBlockedVoiceRequest> requestStream, ServerCallContext context)
    {
        var caller = callers.OperatorOf(context);
        var upload = new ClipUpload<Wire.AddBlockedVoiceRequest, Wire.AddBlockedVoiceStart>(
            requestStream, message => message.Start, message => message.HasClip ? message.Clip : null, options.Value.MaxClipBytes);
        var start = await upload.ReadStartAsync(context.CancellationToken);
        var clip = await upload.ReadClipAsync(context.CancellationToken);
        var (entry, voices) = await desk.AddAsync(caller, start.Note, clip, context.CancellationToken);
        return new Wire.AddBlockedVoiceResponse
        {
            Voice = Write(entry),
            RevokedVoices = (uint)(voices?.Revoked ?? 0),
            FlaggedVoices = (uint)(voices?.Flagged ?? 0),
            RecheckPending = voices is null,
        };
    }

    public override async Task<Wire.ListBlockedVoicesResponse> ListBlockedVoices(Wire.ListBlockedVoicesRequest request, ServerCallContext context)
    {
        callers.OperatorOf(context);
        return new Wire.ListBlockedVoicesResponse { Voices = { (await desk.ListAsync(context.CancellationToken)).Select(Write) } };
    }

    public override async Task<Wire.RemoveBlockedVoiceResponse> RemoveBlockedVoice(Wire.RemoveBlockedVoiceRequest request, ServerCallContext context)
    {
        await desk.RemoveAsync(callers.OperatorOf(context), request.Id, context.CancellationToken);
        return new Wire.RemoveBlockedVoiceResponse();
    }

    private static Wire.BlockedVoice Write(ListedBlockedVoice entry) => new()
    {
        Id = entry.Id,
        Note = entry.Note,
        AddedAt = entry.Added.ToTimestamp(),
        Comparable = entry.Comparable,
    };
}
