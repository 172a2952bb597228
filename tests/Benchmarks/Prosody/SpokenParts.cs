using System.Numerics.Tensors;

namespace Qwen3Tts.Benchmarks.Prosody;

/// <summary>Where speech is in a clip: stretches of it that are parted by 30 ms or more below −52 dB.</summary>
internal static class SpokenParts
{
    public const int SampleRate = 24_000;
    private const int Window = 60;
    private const double Silence = 0.0025;
    private const int MinSilence = 12;

    /// <returns>Their first samples and ends, in order.</returns>
    public static List<(int From, int End)> Of(float[] samples)
    {
        var parts = new List<(int From, int End)>();
        for (var window = 0; window < samples.Length / Window; window++)
        {
            if (TensorPrimitives.SumOfSquares<float>(samples.AsSpan(window * Window, Window)) <= Silence * Silence * Window)
                continue;
            var (from, end) = (window * Window, (window + 1) * Window);
            if (parts is [.., var last] && from - last.End < MinSilence * Window)
                parts[^1] = (last.From, end);
            else
                parts.Add((from, end));
        }

        return parts;
    }

    /// <summary>The longest silence between two of them.</summary>
    public static (int From, int End) LongestGap(float[] samples) => Gaps(samples).MaxBy(gap => gap.End - gap.From);

    /// <summary>The silence between two of them whose end is nearest to a sample.</summary>
    public static (int From, int End) GapBefore(float[] samples, long sample) => Gaps(samples).MinBy(gap => Math.Abs(gap.End - sample));

    private static IEnumerable<(int From, int End)> Gaps(float[] samples)
    {
        var parts = Of(samples);
        return parts.Zip(parts.Skip(1), (before, after) => (before.End, after.From));
    }
}
