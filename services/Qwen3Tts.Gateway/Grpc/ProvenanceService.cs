using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Gateway.Provenance;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>Tells whether audio was spoken here.</summary>
internal sealed class ProvenanceService(Callers callers, WatermarkSearch search, Ledger ledger) : Wire.Provenance.ProvenanceBase
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

    public override async Task<Wire.FindUtterancesResponse> FindUtterances(Wire.FindUtterancesRequest request, ServerCallContext context)
    {
        var caller = callers.CallerOf(context);
        var payload = WatermarkPayload.Parse(request.Payload).ToString();
        var (entries, faults) = await ledger.FindAsync(payload, caller.Operates ? null : caller.Tenant, context.CancellationToken);
        var response = new Wire.FindUtterancesResponse { Faults = { faults } };
        foreach (var utterance in entries.GroupBy(entry => entry.Call))
            response.Utterances.Add(Write([.. utterance]));
        return response;
    }

    private static Wire.LedgerUtterance Write(LedgerEntry[] entries)
    {
        var whole = entries.FirstOrDefault(entry => entry.Part is 0) ?? entries[0];
        var message = new Wire.LedgerUtterance
        {
            UtteranceId = whole.Utterance,
            Tenant = whole.Tenant,
            Model = whole.Model,
            ModelDigest = whole.ModelDigest,
            Voice = whole.Voice,
            ConsentId = whole.Consent,
            Seed = whole.Seed,
            Resumed = whole.Resumption is not "",
            BegunAt = entries.FirstOrDefault(entry => entry is { Ended: false, Part: 0 })?.At.ToTimestamp(),
            FurtherVoices =
            {
                entries.Where(entry => entry.Part > 0).OrderBy(entry => entry.Part)
                    .Select(entry => new Wire.LedgerVoice { Voice = entry.Voice, ConsentId = entry.Consent }),
            },
        };
        if (entries.FirstOrDefault(entry => entry.Ended) is not { } end)
            return message;
        message.EndedAt = end.At.ToTimestamp();
        message.Seconds = end.Seconds;
        message.Reason = end.Reason;
        message.TextDigest = end.TextDigest;
        return message;
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
