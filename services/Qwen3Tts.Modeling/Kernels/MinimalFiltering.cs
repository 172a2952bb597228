using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>
/// Four outputs of a conv with seven taps from 13 products where the definition takes 28: Winograd's minimal filtering, F(4, 3) for the
/// first three taps and F(4, 4) for the others, at the points 0, 1, −1, 2, −½, ∞ and, for the latter, ½. As the points are shared, what
/// both make of one is added before the way back, which is one for both.
/// </summary>
/// <remarks>
/// S. Winograd, <i>Arithmetic Complexity of Computations</i>, 1980; A. Lavin and S. Gray, <i>Fast Algorithms for Convolutional Neural
/// Networks</i>, 2016. The matrices are Toom and Cook's for these points, each row of the inputs' scaled to end in 1. In single precision
/// the error is some three times that of the definition; seven taps at once, F(4, 7), would take 10 products and have seventeen times its error.
/// </remarks>
internal static unsafe class MinimalFiltering
{
    public const int Taps = 7;

    /// <summary>Outputs that are made together.</summary>
    public const int Outputs = 4;

    /// <summary>Products that they take: for each point but ½ one of the first taps and one of the others, then the one for ½.</summary>
    public const int Products = 2 * (Points - 1) + 1;

    public const int Points = 7;

    private const int FirstTaps = 3;

    // Point by point, in the order of the products.
    private static readonly double[][] OfFirstTaps =
    [
        [1, 0, 0],
        [-1.0 / 3, -1.0 / 3, -1.0 / 3],
        [1.0 / 3, -1.0 / 3, 1.0 / 3],
        [1.0 / 15, 2.0 / 15, 4.0 / 15],
        [-16.0 / 15, 8.0 / 15, -4.0 / 15],
        [0, 0, 1],
    ];

    private static readonly double[][] OfOtherTaps =
    [
        [-2, 0, 0, 0],
        [-2.0 / 3, -2.0 / 3, -2.0 / 3, -2.0 / 3],
        [-2.0 / 9, 2.0 / 9, -2.0 / 9, 2.0 / 9],
        [2.0 / 45, 4.0 / 45, 8.0 / 45, 16.0 / 45],
        [16.0 / 15, -8.0 / 15, 4.0 / 15, -2.0 / 15],
        [0, 0, 0, 1],
        [16.0 / 9, 8.0 / 9, 4.0 / 9, 2.0 / 9],
    ];

    /// <summary>What the products take for a conv's weights.</summary>
    /// <param name="weights">[outputs × inputs × <see cref="Taps"/>], perhaps with others after them.</param>
    /// <param name="filters">Outputs × inputs.</param>
    /// <returns>[outputs × inputs × <see cref="Products"/>].</returns>
    public static float[] Weights(float[] weights, int filters)
    {
        var made = GC.AllocateUninitializedArray<float>(checked(filters * Products));
        Parallel.For(0, (filters + 1023) / 1024, block =>
        {
            for (var filter = block * 1024; filter < Math.Min(filters, (block + 1) * 1024); filter++)
            {
                var taps = weights.AsSpan(filter * Taps, Taps);
                var product = filter * Products;
                for (var point = 0; point < Points; point++)
                {
                    if (point < OfFirstTaps.Length)
                        made[product++] = Sum(OfFirstTaps[point], taps);
                    made[product++] = Sum(OfOtherTaps[point], taps[FirstTaps..]);
                }
            }
        });
        return made;
    }

    /// <summary>Sixteen channels of what the products take for ten inputs.</summary>
    /// <param name="d">The inputs of the four outputs: the seventh and the three that follow it are of the same time as they are.</param>
    /// <param name="stride">From one product's to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Inputs(ReadOnlySpan<Vector512<float>> d, float* target, nint stride)
    {
        Vector512<float> d1 = d[1], d2 = d[2], d3 = d[3], d4 = d[4], d5 = d[5], d6 = d[6], d7 = d[7], d8 = d[8];
        Vector512<float> two = Vector512.Create(2f), half = Vector512.Create(0.5f), quarter = Vector512.Create(0.25f);
        Vector512<float> threeHalves = Vector512.Create(1.5f), fiveHalves = Vector512.Create(2.5f), fiveQuarters = Vector512.Create(1.25f);

        Store(0, Add(d[0] - two * d2 + d4, threeHalves, d1 - d3));
        Store(1, Add(Add(d[8] - two * d7, fiveHalves, d5) - fiveQuarters * d6, quarter, d4) - half * d[3]);
        Store(2, d4 - d1 - fiveHalves * d2 - half * d3);
        Store(3, Add(Add(d8 - d7 - Vector512.Create(2.25f) * d6, quarter, d5), half, d4));
        Store(4, Add(d1 + d4, half, d2) - fiveHalves * d3);
        Store(5, Add(Add(d8 - Vector512.Create(3f) * d7, Vector512.Create(1.75f), d6), Vector512.Create(0.75f), d5) - half * d4);
        Store(6, Add(d4 - d2, half, d3 - d1));
        Store(7, Add(d8 - fiveQuarters * d6, quarter, d4));
        Store(8, Add(d4 - d2, two, d1 - d3));
        Store(9, Add(d8 - d4, fiveHalves, d5 - d7));
        Store(10, Add(d1 - two * d3 + d5, threeHalves, d2 - d4));
        Store(11, Add(Add(d[9] - two * d8, fiveHalves, d6) - fiveQuarters * d7, quarter, d5) - half * d4);
        Store(12, Add(d4 - two * d6 + d8, threeHalves, d5 - d7));

        void Store(int product, Vector512<float> value) => value.Store(target + product * stride);
    }

    /// <summary>Sixteen channels of the four outputs.</summary>
    /// <param name="sums">Of the points' products.</param>
    /// <param name="stride">From one point's to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> First, Vector512<float> Second, Vector512<float> Third, Vector512<float> Fourth) Results(float* sums, nint stride)
    {
        Vector512<float> one = Vector512.Load(sums + stride), minusOne = Vector512.Load(sums + 2 * stride), two = Vector512.Load(sums + 3 * stride);
        Vector512<float> minusHalf = Vector512.Load(sums + 4 * stride), half = Vector512.Load(sums + 6 * stride);
        Vector512<float> even = one + minusOne, odd = one - minusOne, halves = half + minusHalf, oddHalves = half - minusHalf;
        return (
            Vector512.Load(sums) + even + two + halves,
            Add(Add(odd, Vector512.Create(2f), two), Vector512.Create(0.5f), oddHalves),
            Add(Add(even, Vector512.Create(4f), two), Vector512.Create(0.25f), halves),
            Add(Add(odd + Vector512.Load(sums + 5 * stride), Vector512.Create(8f), two), Vector512.Create(0.125f), oddHalves));
    }

    private static Vector512<float> Add(Vector512<float> to, Vector512<float> factor, Vector512<float> value) =>
        Vector512.FusedMultiplyAdd(factor, value, to);

    private static float Sum(double[] factors, ReadOnlySpan<float> taps)
    {
        var sum = 0.0;
        for (var i = 0; i < factors.Length; i++)
            sum += factors[i] * taps[i];
        return (float)sum;
    }
}
