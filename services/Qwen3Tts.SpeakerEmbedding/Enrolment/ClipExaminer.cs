using System.Numerics.Tensors;
using Qwen3Tts.Audio.Preparation;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.SpeakerEmbedding.Embedding;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.SpeakerEmbedding.Enrolment;

/// <summary>Prepares a clip and reports on it.</summary>
internal sealed class ClipExaminer(PreparationOptions options)
{
    /// <summary>
    /// Halves whose x-vectors are less alike are taken for two speakers. Of nano's encoder; see the table of speakers in tests/Benchmarks
    /// for how often it errs.
    /// </summary>
    public const double LeastHalvesSimilarity = 0.9;

    /// <summary>The shortest half that tells.</summary>
    private const double MinHalfSeconds = 1.5;

    // Below the absolute gate of BS.1770 nothing is measured.
    private const double SilenceLufs = -70;

    private readonly PreparationSettings _settings = new(options.TargetLoudness, options.DenoiseBelow, options.MaxReferenceSeconds);

    public (PreparedClip Clip, PreparationReport Report) Examine(
        Waveform clip, EnrolmentRequest request, IVoiceEncoder encoder, CancellationToken cancellationToken)
    {
        var prepared = new ReferencePreparer(_settings, encoder.SampleRate).Prepare(clip, request.Whole, cancellationToken);
        double? rate = request.Transcript is not "" && prepared.SpeechSeconds > 0
            ? SpeakingRate.Syllables(request.Transcript) / prepared.SpeechSeconds
            : null;
        var findings = ClipFindings.Of(prepared, request, rate, options).ToList();
        double? similarity = null;
        if (request.CompareHalves && !findings.Any(finding => finding.IsError))
            similarity = CompareHalves(prepared, encoder, cancellationToken);
        if (similarity < LeastHalvesSimilarity)
        {
            findings.Add(new PreparationFinding(
                PreparationCode.SeveralSpeakers, false, "The two halves of the clip sound like different people; it should hold one person's speech."));
        }

        return (prepared, new PreparationReport(
            prepared.Measured.Seconds,
            prepared.Seconds,
            prepared.StartSeconds,
            prepared.SpeechSeconds,
            Math.Max(SilenceLufs, prepared.Measured.LoudnessLufs),
            prepared.Measured.ClippedShare,
            prepared.Measured.SnrDb,
            prepared.Denoised,
            prepared.GainDb,
            similarity,
            rate,
            findings));
    }

    private static double? CompareHalves(PreparedClip clip, IVoiceEncoder encoder, CancellationToken cancellationToken)
    {
        if (clip.Seconds < 2 * MinHalfSeconds)
            return null;
        var middle = clip.Samples.Length / 2;
        var first = encoder.Encode(clip.Samples[..middle], withCodes: false, cancellationToken);
        var second = encoder.Encode(clip.Samples[middle..], withCodes: false, cancellationToken);
        return TensorPrimitives.CosineSimilarity<float>(first.XVector, second.XVector);
    }
}
