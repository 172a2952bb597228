using System.Numerics.Tensors;
using Qwen3Tts.Tests;

namespace Qwen3Tts.Benchmarks.Prosody;

/// <summary>How speech before a silence and after it differ.</summary>
/// <param name="Pause">In milliseconds.</param>
/// <param name="PitchStep">Semitones between the medians of half a second on either side; null where a side is not voiced.</param>
/// <param name="LoudnessStep">Decibels between a third of a second on either side.</param>
/// <param name="Rate">Seconds of speech, silences of 30 ms and more apart, for a letter.</param>
/// <param name="Similarity">Of the x-vectors of the speech before and after.</param>
/// <param name="Step">The largest step between samples within 15 ms of the joint, against the clip's 99.9th percentile.</param>
internal sealed record Joint(double Pause, double? PitchStep, double LoudnessStep, double Rate, double Similarity, double Step)
{
    private const int SampleRate = SpokenParts.SampleRate;

    /// <param name="gap">The silence between.</param>
    /// <param name="letters">Of the whole clip.</param>
    public static Joint Measure(float[] clip, (int From, int End) gap, int letters, XVectors xVectors)
    {
        var (from, end) = gap;
        var (before, after) = (clip[..from], clip[end..]);
        return new Joint(
            (end - from) * 1000.0 / SampleRate,
            Pitch(before[^Math.Min(before.Length, SampleRate / 2)..]) is { } low && Pitch(after[..Math.Min(after.Length, SampleRate / 2)]) is { } high
                ? Math.Abs(12 * Math.Log2(high / low))
                : null,
            Math.Abs(Level(before[^Math.Min(before.Length, SampleRate / 3)..]) - Level(after[..Math.Min(after.Length, SampleRate / 3)])),
            SpokenParts.Of(clip).Sum(part => part.End - part.From) / (double)SampleRate / letters,
            xVectors.Similarity(before, after),
            LargestStep(clip, from, end) / Steps(clip).Order().ElementAt((int)(0.999 * clip.Length)));
    }

    private static double? Pitch(float[] samples)
    {
        var track = PitchMeter.Track(samples, SampleRate);
        return track.Count < 2 ? null : track.Select(window => window.Hertz).Order().ElementAt(track.Count / 2);
    }

    private static double Level(float[] samples) => 10 * Math.Log10(TensorPrimitives.SumOfSquares<float>(samples) / samples.Length + 1e-9);

    private static double LargestStep(float[] clip, int from, int end)
    {
        var near = SampleRate * 15 / 1000;
        return Steps(clip[Math.Max(0, from - near / 3)..Math.Min(clip.Length, from + near)])
            .Concat(Steps(clip[Math.Max(0, end - near)..Math.Min(clip.Length, end + near / 3)])).Max();
    }

    private static IEnumerable<float> Steps(float[] samples) => samples.Zip(samples.Skip(1), (a, b) => Math.Abs(a - b));
}
