using System.Globalization;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Cli.Client;

namespace Qwen3Tts.Cli.Listing;

/// <summary>Marks that were found, and who made them, for people.</summary>
internal static class FindingLines
{
    public static string Of(WatermarkFinding finding)
    {
        var payload = finding.Payload is { } read ? $"payload {read}" : "a mark whose payload cannot be read";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{finding.Start:0.0} to {finding.End:0.0} s: {payload}, confidence {finding.Confidence:0.000000}, score {finding.Score:0.0}, speed {finding.Speed:0.0000}");
    }

    public static string Of(WatermarkPayload payload, LedgerUtterance utterance)
    {
        var begun = utterance.Begun is { } at ? at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : "at an unknown time";
        var end = utterance.Seconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s, {utterance.Reason}") : "not ended";
        var voice = utterance.Voice.Length > 0 ? $"voice {utterance.Voice}" : "a designed voice";
        var consent = utterance.Consent.Length > 0 ? $", consent {utterance.Consent}" : "";
        return $"{payload}: utterance {utterance.Id} of tenant {utterance.Tenant}, {begun}, {end}, {voice}{consent}, model {utterance.Model}, seed {utterance.Seed}";
    }
}
