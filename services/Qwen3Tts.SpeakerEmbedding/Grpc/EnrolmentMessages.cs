using Qwen3Tts.SpeakerEmbedding.Enrolment;
using Qwen3Tts.Speech.Voices;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.SpeakerEmbedding.Grpc;

/// <summary>What a clip is for, from the wire, and what was found of it, onto the wire.</summary>
internal static class EnrolmentMessages
{
    public static EnrolmentRequest Read(Wire.EmbedStart start) => new(start.WithCodes, start.Transcript.Trim(), start.CompareHalves);

    public static Wire.PreparationReport ToWire(PreparationReport report)
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
            Findings = { report.Findings.Select(ToWire) },
        };
        if (report.HalvesSimilarity is { } similarity)
            wire.HalvesSimilarity = similarity;
        if (report.SyllablesPerSecond is { } rate)
            wire.SyllablesPerSecond = rate;
        return wire;
    }

    private static Wire.PreparationFinding ToWire(PreparationFinding finding) => new()
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
}
