using Qwen3Tts.Speech.Voices;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>What was found of a clip, from the worker that looked at it, and for its sender.</summary>
internal static class PreparationReports
{
    public static PreparationReport Read(Wire.PreparationReport report) => new(
        report.ClipSeconds,
        report.PreparedSeconds,
        report.StartSeconds,
        report.SpeechSeconds,
        report.LoudnessLufs,
        report.ClippedShare,
        report.SnrDb,
        report.Denoised,
        report.GainDb,
        report.HasHalvesSimilarity ? report.HalvesSimilarity : null,
        report.HasSyllablesPerSecond ? report.SyllablesPerSecond : null,
        [.. report.Findings.Where(finding => Code(finding.Code) is not null)
            .Select(finding => new PreparationFinding(Code(finding.Code)!.Value, finding.IsError, finding.Message))]);

    public static Wire.PreparationReport Write(PreparationReport report)
    {
        var wire = new Wire.PreparationReport
        {
            ClipSeconds = report.ClipSeconds,
            PreparedSeconds = report.PreparedSeconds,
            StartSeconds = report.StartSeconds,
            SpeechSeconds = report.SpeechSeconds,
            LoudnessLufs = report.LoudnessLufs,
            ClippedShare = report.ClippedShare,
            SnrDb = report.SnrDb,
            Denoised = report.Denoised,
            GainDb = report.GainDb,
            Findings = { report.Findings.Select(Write) },
        };
        if (report.HalvesSimilarity is { } similarity)
            wire.HalvesSimilarity = similarity;
        if (report.SyllablesPerSecond is { } rate)
            wire.SyllablesPerSecond = rate;
        return wire;
    }

    private static Wire.PreparationFinding Write(PreparationFinding finding) => new()
    {
        Code = finding.Code switch
        {
            PreparationCode.NoSpeech => Wire.PreparationCode.NoSpeech,
            PreparationCode.ShortSpeech => Wire.PreparationCode.ShortSpeech,
            PreparationCode.Quiet => Wire.PreparationCode.Quiet,
            PreparationCode.Clipped => Wire.PreparationCode.Clipped,
            PreparationCode.Noisy => Wire.PreparationCode.Noisy,
            PreparationCode.NarrowBand => Wire.PreparationCode.NarrowBand,
            PreparationCode.SeveralSpeakers => Wire.PreparationCode.SeveralSpeakers,
            PreparationCode.TooLong => Wire.PreparationCode.TooLong,
            _ => Wire.PreparationCode.SpeakingRate,
        },
        IsError = finding.IsError,
        Message = finding.Message,
    };

    // Null for what a newer worker may say.
    private static PreparationCode? Code(Wire.PreparationCode code) => code switch
    {
        Wire.PreparationCode.NoSpeech => PreparationCode.NoSpeech,
        Wire.PreparationCode.ShortSpeech => PreparationCode.ShortSpeech,
        Wire.PreparationCode.Quiet => PreparationCode.Quiet,
        Wire.PreparationCode.Clipped => PreparationCode.Clipped,
        Wire.PreparationCode.Noisy => PreparationCode.Noisy,
        Wire.PreparationCode.NarrowBand => PreparationCode.NarrowBand,
        Wire.PreparationCode.SeveralSpeakers => PreparationCode.SeveralSpeakers,
        Wire.PreparationCode.TooLong => PreparationCode.TooLong,
        Wire.PreparationCode.SpeakingRate => PreparationCode.SpeakingRate,
        _ => null,
    };
}
