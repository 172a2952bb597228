using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MathNet.Numerics;

namespace Qwen3Tts.Audio.Watermark;

/// <summary>The filter that adds a slot's signs to its bands: a sum of band-passes of linear phase under a Kaiser window.</summary>
internal static class SubbandFilters
{
    /// <summary>Taps with the zeros that fill the last vector.</summary>
    public const int PaddedTaps = 256;

    // Narrow enough for bands of 200 Hz, 37 dB down beside them.
    private const double KaiserBeta = 5;

    private static readonly float[][] Bands = [.. Enumerable.Range(0, WatermarkLayout.Bands).Select(Design)];

    /// <param name="signs">+1 or −1 for each band.</param>
    /// <param name="filter"><see cref="PaddedTaps"/> values.</param>
    public static void Compose(ReadOnlySpan<sbyte> signs, Span<float> filter)
    {
        filter.Clear();
        for (var band = 0; band < signs.Length; band++)
        {
            var taps = Bands[band];
            var sign = (float)signs[band];
            for (var tap = 0; tap < taps.Length; tap++)
                filter[tap] += sign * taps[tap];
        }
    }

    /// <summary>Sum of products in one order on every processor, so that each repeats a mark to the bit.</summary>
    public static float Apply(ReadOnlySpan<float> filter, ReadOnlySpan<float> samples)
    {
        var left = MemoryMarshal.Cast<float, Vector256<float>>(filter[..PaddedTaps]);
        var right = MemoryMarshal.Cast<float, Vector256<float>>(samples[..PaddedTaps]);
        Vector256<float> a = default, b = default, c = default, d = default;
        for (var i = 0; i < left.Length; i += 4)
        {
            a += left[i] * right[i];
            b += left[i + 1] * right[i + 1];
            c += left[i + 2] * right[i + 2];
            d += left[i + 3] * right[i + 3];
        }

        return Vector256.Sum(a + b + (c + d));
    }

    private static float[] Design(int band)
    {
        var taps = new float[WatermarkLayout.Taps];
        var (low, high) = (Angle(WatermarkLayout.Edges[band]), Angle(WatermarkLayout.Edges[band + 1]));
        for (var tap = 0; tap < taps.Length; tap++)
        {
            var time = tap - WatermarkLayout.Delay;
            var ideal = time is 0 ? (high - low) / Math.PI : (Math.Sin(high * time) - Math.Sin(low * time)) / (Math.PI * time);
            var edge = (double)time / WatermarkLayout.Delay;
            var window = SpecialFunctions.BesselI0(KaiserBeta * Math.Sqrt(1 - edge * edge)) / SpecialFunctions.BesselI0(KaiserBeta);
            taps[tap] = (float)(WatermarkLayout.Depth(band) * ideal * window);
        }

        return taps;
    }

    private static double Angle(double hertz) => 2 * Math.PI * hertz / WatermarkLayout.SampleRate;
}
