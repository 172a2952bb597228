using Qwen3Tts.Audio.Watermark;

namespace Qwen3Tts.Cli.Client;

/// <summary>What a fleet says of marked audio.</summary>
internal static class ProvenanceMapping
{
    public static WatermarkFinding ToFinding(this V1.WatermarkFinding finding) => new(
        finding.Payload.Length > 0 ? WatermarkPayload.Parse(finding.Payload) : null,
        finding.Confidence,
        finding.Score,
        finding.StartSeconds,
        finding.EndSeconds,
        finding.Speed);

    public static LedgerUtterance ToUtterance(this V1.LedgerUtterance utterance) => new(
        utterance.UtteranceId,
        utterance.Tenant,
        utterance.ModelDigest.Length > 0 ? $"{utterance.Model} (sha256 {utterance.ModelDigest})" : utterance.Model,
        utterance.Voice,
        utterance.ConsentId,
        utterance.Seed,
        utterance.BegunAt?.ToDateTimeOffset(),
        utterance.Reason.Length > 0 ? utterance.Seconds : null,
        utterance.Reason);
}
