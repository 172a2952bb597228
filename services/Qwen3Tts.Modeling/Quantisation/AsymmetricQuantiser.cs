using System.Runtime.Intrinsics;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>
/// Rounds a block of 32 weights to integers q from 0 to 15 with a scale and a zero point z of its own, w ≈ scale · (q − z). A zero point
/// is whole, so that a weight of zero stays zero: it may stand before an input a thousand times the others.
/// </summary>
internal static class AsymmetricQuantiser
{
    private const int Largest = 15;
    private const int Refinements = 2;

    // Shares of the block's reach tried at each end: a shorter one clips the extreme and rounds the rest finer.
    private static readonly float[] Shares = [0.76f, 0.86f, 0.95f, 1.03f];

    /// <returns>The bfloat16 scale, and the zero point.</returns>
    public static (ushort Scale, byte Zero) Quantise(ReadOnlySpan<float> block, Span<int> integers)
    {
        Vector512<float> first = Vector512.Create(block[..16]), second = Vector512.Create(block[16..]);
        float low = MathF.Min(0, -Lanes.Max(-Vector512.Min(first, second))), high = MathF.Max(0, Lanes.Max(Vector512.Max(first, second)));
        var best = Round(first, second, (high - low) / Largest, low);
        foreach (var below in Shares)
        {
            foreach (var above in Shares)
                Take(ref best, Round(first, second, (high * above - low * below) / Largest, low * below));
        }

        for (var i = 0; i < Refinements; i++)
            Take(ref best, Refine(first, second, best));
        Vector512.ConvertToInt32(best.First).CopyTo(integers);
        Vector512.ConvertToInt32(best.Second).CopyTo(integers[16..]);
        return (best.Scale, best.Zero);
    }

    private static void Take(ref Rounded best, Rounded other)
    {
        if (other.Error < best.Error)
            best = other;
    }

    /// <summary>The same integers' straight line of least squares, and the integers that are nearest on it.</summary>
    private static Rounded Refine(Vector512<float> first, Vector512<float> second, Rounded last)
    {
        float meanInteger = Lanes.Sum(last.First + last.Second) / 32, mean = Lanes.Sum(first + second) / 32;
        Vector512<float> a = last.First - Vector512.Create(meanInteger), b = last.Second - Vector512.Create(meanInteger);
        var spread = Lanes.Sum(a * a + b * b);
        if (spread == 0)
            return last;
        var step = Lanes.Sum(a * first + b * second) / spread;
        return Round(first, second, step, mean - step * meanInteger);
    }

    /// <param name="step">Between two integers.</param>
    /// <param name="low">What the integer 0 stands for, before the zero point is rounded.</param>
    private static Rounded Round(Vector512<float> first, Vector512<float> second, float step, float low)
    {
        var rounded = BrainFloat.Round(step);
        var scale = BrainFloat.Widen(rounded);
        // A block of zeros, or one too small for its scale to be told from zero, is all zeros.
        var inverse = scale > 0 ? 1 / scale : 0;
        var zero = Math.Clamp(MathF.Round(-low * inverse), 0, Largest);
        Vector512<float> origin = Vector512.Create(zero), top = Vector512.Create((float)Largest);
        var a = Vector512.Max(Vector512<float>.Zero, Vector512.Min(top, Vector512.Round(first * inverse) + origin));
        var b = Vector512.Max(Vector512<float>.Zero, Vector512.Min(top, Vector512.Round(second * inverse) + origin));
        Vector512<float> lost = first - (a - origin) * scale, alsoLost = second - (b - origin) * scale;
        return new Rounded(rounded, (byte)zero, a, b, Lanes.Sum(lost * lost + alsoLost * alsoLost));
    }

    private readonly record struct Rounded(ushort Scale, byte Zero, Vector512<float> First, Vector512<float> Second, float Error);
}
