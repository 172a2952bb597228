using System.Numerics.Tensors;

namespace Qwen3Tts.Tests;

/// <summary>The pitch of speech, by normalised autocorrelation in windows of 50 ms.</summary>
internal static class PitchMeter
{
    private const double Lowest = 60;
    private const double Highest = 500;
    private const double Voiced = 0.7;

    /// <summary>The median of how many semitones higher one is than the other where that is said, both being voiced.</summary>
    /// <param name="rate">How many times as fast it is said.</param>
    public static double Rise(ReadOnlySpan<float> before, ReadOnlySpan<float> after, int sampleRate, double rate)
    {
        var spoken = Track(before, sampleRate);
        var rises = (from window in Track(after, sampleRate)
                     let there = spoken.MinBy(other => Math.Abs(other.Seconds - window.Seconds * rate))
                     where Math.Abs(there.Seconds - window.Seconds * rate) < 0.015
                     select 12 * Math.Log2(window.Hertz / there.Hertz)).Order().ToList();
        return rises[rises.Count / 2];
    }

    /// <summary>Voiced windows: their middles and their pitch.</summary>
    public static List<(double Seconds, double Hertz)> Track(ReadOnlySpan<float> samples, int sampleRate)
    {
        var window = sampleRate / 20;
        var (shortest, longest) = ((int)(sampleRate / Highest), (int)(sampleRate / Lowest));
        var found = new List<(double, double)>();
        for (var start = 0; start + window + longest < samples.Length; start += window / 2)
        {
            var here = samples.Slice(start, window);
            var energy = TensorPrimitives.SumOfSquares(here);
            if (energy < window * 1e-4)
                continue;
            var likeness = Enumerable.Range(shortest, longest - shortest).Select(_ => 0.0).ToArray();
            for (var lag = shortest; lag < longest; lag++)
            {
                var there = samples.Slice(start + lag, window);
                likeness[lag - shortest] = TensorPrimitives.Dot(here, there) / Math.Sqrt(energy * (double)TensorPrimitives.SumOfSquares(there) + 1e-12);
            }

            var best = likeness.Max();
            var peak = Enumerable.Range(1, likeness.Length - 2)
                .FirstOrDefault(i => likeness[i] > 0.85 * best && likeness[i] >= likeness[i - 1] && likeness[i] > likeness[i + 1]);
            if (best < Voiced || peak is 0)
                continue;
            found.Add(((start + window / 2.0) / sampleRate, (double)sampleRate / (peak + shortest)));
        }

        return found;
    }
}
