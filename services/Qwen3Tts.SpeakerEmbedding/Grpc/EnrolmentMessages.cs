using Qwen3Tts.SpeakerEmbedding.Enrolment;
using Qwen3Tts.Speech.Voices;
using Public = Qwen3Tts.V1;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.SpeakerEmbedding.Grpc;

/// <summary>What a clip is for, from the wire, and what was found of it, onto the wire.</summary>
internal static class EnrolmentMessages
{
    public static EnrolmentRequest Read(Wire.EmbedStart start) => new(start.WithCodes, start.Transcript.Trim(), start.CompareHalves);

    public static Public.PreparationReport ToWire(PreparationReport report)
    {
        var wire = new Public.PreparationReport
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

    private static Public.PreparationFinding ToWire(PreparationFinding finding) => new()
    {
        Code = finding.Code switch
        {
            PreparationCode.NoSpeech => Public.PreparationCode.NoSpeech,
            PreparationCode.ShortSpeech => Public.PreparationCode.ShortSpeech,
            PreparationCode.Quiet => Public.PreparationCode.Quiet,
            PreparationCode.Clipped => Public.PreparationCode.Clipped,
            PreparationCode.Noisy => Public.PreparationCode.Noisy,
            PreparationCode.NarrowBand => Public.PreparationCode.NarrowBand,
            PreparationCode.SeveralSpeakers => Public.PreparationCode.SeveralSpeakers,
            PreparationCode.TooLong => Public.PreparationCode.TooLong,
            _ => Public.PreparationCode.SpeakingRate,
        },
        IsError = finding.IsError,
        Message = finding.Message,
    };
}
