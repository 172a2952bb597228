using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace Qwen3Tts.ParityTests;

/// <summary>Compares with the golden vectors, within the tolerances that their README states, and keeps the largest difference of each case.</summary>
internal static class Differences
{
    /// <summary>Of hidden states, logits, embeddings and mels, against the tensor's largest value; of waves, absolute.</summary>
    public const float Tolerance = 1e-4f;

    private static readonly ConcurrentDictionary<(string Case, string Tensor), float> Seen = new();

    /// <summary>Every comparison made: case, tensor, largest difference.</summary>
    public static IEnumerable<(string Case, string Tensor, float Difference)> All =>
        Seen.OrderBy(pair => pair.Key).Select(pair => (pair.Key.Case, pair.Key.Tensor, pair.Value));

    public static void AssertRelative(GoldenCase @case, string tensor, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        AssertWithin(@case, tensor, expected, actual, Math.Max(float.Epsilon, MathF.Abs(TensorPrimitives.MaxMagnitude(expected))));

    public static void AssertWave(GoldenCase @case, string tensor, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        AssertWithin(@case, tensor, expected, actual, 1);

    /// <summary>
    /// Log-mels, frame by frame. A value may differ by more where its magnitude differs by less than single precision resolves beside
    /// the frame's loudest band: there the official transform's own rounding shows, above all in bands near the floor.
    /// </summary>
    public static void AssertLogMel(GoldenCase @case, string tensor, float[] expected, float[] actual, int bands)
    {
        const double UnitRoundoff = 1.0 / (1 << 24);
        Assert.Equal(expected.Length, actual.Length);
        var scale = MathF.Abs(TensorPrimitives.MaxMagnitude<float>(expected));
        var largest = 0f;
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = MathF.Abs(expected[i] - actual[i]) / scale;
            largest = difference <= largest ? largest : difference;
            if (difference <= Tolerance)
                continue;
            var loudest = Math.Exp(TensorPrimitives.Max<float>(expected.AsSpan(i / bands * bands, bands)));
            var magnitudes = Math.Abs(Math.Exp(expected[i]) - Math.Exp(actual[i]));
            Assert.True(
                magnitudes <= UnitRoundoff * loudest,
                $"{@case}: {tensor} of frame {i / bands}, band {i % bands} is {actual[i]}; {expected[i]} is expected.");
        }

        Seen[(@case.ToString(), tensor)] = largest;
    }

    /// <summary>Codes, which have no tolerance.</summary>
    public static void AssertCodes(GoldenCase @case, string tensor, int[] expected, ReadOnlySpan<int> actual)
    {
        Assert.Equal(expected, actual.ToArray());
        Seen[(@case.ToString(), tensor)] = 0;
    }

    private static void AssertWithin(
        GoldenCase @case, string tensor, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float scale)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = 0f;
        for (var i = 0; i < expected.Length; i++)
        {
            var difference = MathF.Abs(expected[i] - actual[i]) / scale;
            // A NaN is larger than any tolerance.
            largest = difference <= largest ? largest : difference;
        }

        Seen[(@case.ToString(), tensor)] = largest;
        Assert.True(largest <= Tolerance, $"{@case}: {tensor} differs by {largest:g3}; {Tolerance:g3} is allowed.");
    }
}
