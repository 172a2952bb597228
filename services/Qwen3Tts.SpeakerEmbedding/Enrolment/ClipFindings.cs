using Qwen3Tts.Audio.Preparation;
using Qwen3Tts.Speech.Voices;
using static System.FormattableString;

namespace Qwen3Tts.SpeakerEmbedding.Enrolment;

/// <summary>Judges what was measured of a clip.</summary>
internal static class ClipFindings
{
    // The least of the 3 to 10 s that a voice is meant to be taken from.
    public const double FewSpeechSeconds = 3;

    // Limits of judgement, not of measurement: far outside what microphones and rooms give when they are used well.
    public const double QuietLufs = -45;
    public const double ClippedSomewhat = 0.002;
    public const double ClippedAway = 0.1;
    public const double NoisyDb = 15;
    public const double DrownedDb = 0;
    public const int NarrowBandHertz = 16_000;

    public static IEnumerable<PreparationFinding> Of(PreparedClip clip, EnrolmentRequest request, double? syllablesPerSecond, PreparationOptions options)
    {
        var measured = clip.Measured;
        if (measured.ClippedShare >= ClippedSomewhat)
        {
            var refused = measured.ClippedShare >= ClippedAway;
            yield return new PreparationFinding(
                PreparationCode.Clipped, refused, Invariant($"{measured.ClippedShare:p1} of the clip was cut off at full scale; record at a lower level."));
        }

        if (clip.SpeechSeconds <= 0)
        {
            yield return new PreparationFinding(PreparationCode.NoSpeech, true, "Nobody is heard to speak in the clip; it should hold some seconds of one person's speech.");
            yield break;
        }

        if (clip.SpeechSeconds < Math.Max(FewSpeechSeconds, options.MinSpeechSeconds))
        {
            yield return new PreparationFinding(
                PreparationCode.ShortSpeech, clip.SpeechSeconds < options.MinSpeechSeconds,
                Invariant($"The clip holds {clip.SpeechSeconds:0.0} s of speech; at least {options.MinSpeechSeconds:0.##} s are needed, and {FewSpeechSeconds} s or more are good."));
        }

        if (measured.LoudnessLufs < QuietLufs)
            yield return new PreparationFinding(PreparationCode.Quiet, false, Invariant($"The clip is quiet: {measured.LoudnessLufs:0.0} LUFS; -30 to -15 is good."));
        if (measured.SnrDb < NoisyDb)
        {
            yield return new PreparationFinding(
                PreparationCode.Noisy, measured.SnrDb < DrownedDb, Invariant($"Speech stands {measured.SnrDb:0} dB above the background; {NoisyDb} dB or more are good."));
        }

        if (measured.SourceRate < NarrowBandHertz)
            yield return new PreparationFinding(PreparationCode.NarrowBand, false, $"The clip has a sample rate of {measured.SourceRate} Hz; 24000 Hz or more is good.");
        if (request.Whole && clip.Seconds > options.MaxTranscribedSeconds)
        {
            yield return new PreparationFinding(
                PreparationCode.TooLong, true,
                Invariant($"The clip is {clip.Seconds:0.0} s long between its first word and its last; with a transcript {PreparationOptions.Section}:{nameof(options.MaxTranscribedSeconds)} allows {options.MaxTranscribedSeconds:0.##} s, since it cannot be shortened."));
        }

        if (syllablesPerSecond is (< SpeakingRate.Slow or > SpeakingRate.Fast) and { } rate)
            yield return OfRate(rate);
    }

    private static PreparationFinding OfRate(double rate) => new(
        PreparationCode.SpeakingRate,
        rate is < SpeakingRate.Slowest or > SpeakingRate.Fastest,
        Invariant($"The transcript makes about {rate:0.0} syllables for a second of the clip's speech; {SpeakingRate.Slow} to {SpeakingRate.Fast} are plausible. ")
            + (rate < SpeakingRate.Slow ? "Words may be missing from it." : "It may say more than the clip."));
}
