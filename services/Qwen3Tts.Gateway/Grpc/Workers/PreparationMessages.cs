using Qwen3Tts.Speech.Voices;
using Rpc = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.Gateway.Grpc.Workers;

/// <summary>What a worker found of a clip.</summary>
internal static class PreparationMessages
{
    public static PreparationReport Read(Rpc.PreparationReport report) => new(
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

    // Null for what a newer worker may say.
    private static PreparationCode? Code(Rpc.PreparationCode code) => code switch
    {
        Rpc.PreparationCode.NoSpeech => PreparationCode.NoSpeech,
        Rpc.PreparationCode.ShortSpeech => PreparationCode.ShortSpeech,
        Rpc.PreparationCode.Quiet => PreparationCode.Quiet,
        Rpc.PreparationCode.Clipped => PreparationCode.Clipped,
        Rpc.PreparationCode.Noisy => PreparationCode.Noisy,
        Rpc.PreparationCode.NarrowBand => PreparationCode.NarrowBand,
        Rpc.PreparationCode.SeveralSpeakers => PreparationCode.SeveralSpeakers,
        Rpc.PreparationCode.TooLong => PreparationCode.TooLong,
        Rpc.PreparationCode.SpeakingRate => PreparationCode.SpeakingRate,
        _ => null,
    };
}
