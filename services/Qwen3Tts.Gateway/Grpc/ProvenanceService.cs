using Grpc.Core;
using Qwen3Tts.Gateway.Provenance;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>Tells whether audio was spoken here.</summary>
internal sealed class ProvenanceService(Callers callers, WatermarkSearch search) : Wire.Provenance.ProvenanceBase
{
    public override async Task<Wire.DetectWatermarkResponse> DetectWatermark(
        IAsyncStreamReader<Wire.DetectWatermarkRequest> requestStream, ServerCallContext context)
    {
        callers.TenantOf(context);
        using var place = search.Enter();
        using var file = new MemoryStream();
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            var piece = requestStream.Current.Audio;
            search.EnsureFits(file.Length + piece.Length);
            file.Write(piece.Span);
        }

        return await FindAsync(file.GetBuffer().AsMemory(0, (int)file.Length), context.CancellationToken);
    }

    public override async Task<Wire.DetectWatermarkResponse> DetectWatermarkInClip(Wire.DetectWatermarkInClipRequest request, ServerCallContext context)
    {
        callers.TenantOf(context);
        using var place = search.Enter();
        return await FindAsync(request.Audio.Memory, context.CancellationToken);
    }

    private async Task<Wire.DetectWatermarkResponse> FindAsync(ReadOnlyMemory<byte> file, CancellationToken cancellation)
    {
        var response = new Wire.DetectWatermarkResponse();
        foreach (var finding in await search.FindAsync(file, cancellation))
        {
            response.Findings.Add(new Wire.WatermarkFinding
            {
                Payload = finding.Payload?.ToString() ?? "",
                Confidence = finding.Confidence,
                Score = finding.Score,
                StartSeconds = finding.Start,
                EndSeconds = finding.End,
                Speed = finding.Speed,
            });
        }

        return response;
    }
}
