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
