using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>The same as <see cref="WideTile"/>, to the bit, in vectors of 8: four rows by three vectors fill 16 registers, half the columns at a time.</summary>
internal static unsafe class NarrowTile
{
    private const int Columns = PackedMatrix.Columns;

    /// <summary>Adds to <paramref name="sums"/> [count × columns] the products of the rows and the weights, input by input.</summary>
    public static void Add<TWeights>(float** rows, int count, int taps, nint tapStep, nint width, byte* weights, float* sums)
        where TWeights : struct, ITileWeights
    {
        for (; count >= 4; count -= 4, rows += 4, sums += 4 * Columns)
        {
            Four<TWeights>(rows, taps, tapStep, width, weights, sums);
            Four<TWeights>(rows, taps, tapStep, width, weights + Columns / 2 * TWeights.Size, sums + Columns / 2);
        }

        for (; count > 0; count--, rows++, sums += Columns)
        {
            One<TWeights>(rows, taps, tapStep, width, weights, sums);
            One<TWeights>(rows, taps, tapStep, width, weights + Columns / 2 * TWeights.Size, sums + Columns / 2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<TWeights>(float** rows, int taps, nint tapStep, nint width, byte* weights, float* sums)
        where TWeights : struct, ITileWeights
    {
        float* x0 = rows[0], x1 = rows[1], x2 = rows[2], x3 = rows[3];
        Vector256<float> s00 = Vector256.Load(sums), s01 = Vector256.Load(sums + 8), s02 = Vector256.Load(sums + 16);
        Vector256<float> s10 = Vector256.Load(sums + 48), s11 = Vector256.Load(sums + 56), s12 = Vector256.Load(sums + 64);
        Vector256<float> s20 = Vector256.Load(sums + 96), s21 = Vector256.Load(sums + 104), s22 = Vector256.Load(sums + 112);
        Vector256<float> s30 = Vector256.Load(sums + 144), s31 = Vector256.Load(sums + 152), s32 = Vector256.Load(sums + 160);
        for (var tap = 0; tap < taps; tap++)
        {
            nint end = tap * tapStep + width;
            for (var i = tap * tapStep; i < end; i++, weights += Columns * TWeights.Size)
            {
                Lanes.Prefetch(weights, Columns * TWeights.Size);
                Vector256<float> w0 = TWeights.Load8(weights, 0), w1 = TWeights.Load8(weights, 8), w2 = TWeights.Load8(weights, 16);
                var x = Vector256.Create(x0[i]);
                s00 = Vector256.FusedMultiplyAdd(x, w0, s00);
                s01 = Vector256.FusedMultiplyAdd(x, w1, s01);
                s02 = Vector256.FusedMultiplyAdd(x, w2, s02);
                x = Vector256.Create(x1[i]);
                s10 = Vector256.FusedMultiplyAdd(x, w0, s10);
                s11 = Vector256.FusedMultiplyAdd(x, w1, s11);
                s12 = Vector256.FusedMultiplyAdd(x, w2, s12);
                x = Vector256.Create(x2[i]);
                s20 = Vector256.FusedMultiplyAdd(x, w0, s20);
                s21 = Vector256.FusedMultiplyAdd(x, w1, s21);
                s22 = Vector256.FusedMultiplyAdd(x, w2, s22);
                x = Vector256.Create(x3[i]);
                s30 = Vector256.FusedMultiplyAdd(x, w0, s30);
                s31 = Vector256.FusedMultiplyAdd(x, w1, s31);
                s32 = Vector256.FusedMultiplyAdd(x, w2, s32);
            }
        }

        s00.Store(sums);
        s01.Store(sums + 8);
        s02.Store(sums + 16);
        s10.Store(sums + 48);
        s11.Store(sums + 56);
        s12.Store(sums + 64);
        s20.Store(sums + 96);
        s21.Store(sums + 104);
        s22.Store(sums + 112);
        s30.Store(sums + 144);
        s31.Store(sums + 152);
        s32.Store(sums + 160);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<TWeights>(float** rows, int taps, nint tapStep, nint width, byte* weights, float* sums)
        where TWeights : struct, ITileWeights
    {
        float* x0 = rows[0];
        Vector256<float> s00 = Vector256.Load(sums), s01 = Vector256.Load(sums + 8), s02 = Vector256.Load(sums + 16);
        for (var tap = 0; tap < taps; tap++)
        {
            nint end = tap * tapStep + width;
            for (var i = tap * tapStep; i < end; i++, weights += Columns * TWeights.Size)
            {
                Lanes.Prefetch(weights, Columns * TWeights.Size);
                Vector256<float> w0 = TWeights.Load8(weights, 0), w1 = TWeights.Load8(weights, 8), w2 = TWeights.Load8(weights, 16);
                var x = Vector256.Create(x0[i]);
                s00 = Vector256.FusedMultiplyAdd(x, w0, s00);
                s01 = Vector256.FusedMultiplyAdd(x, w1, s01);
                s02 = Vector256.FusedMultiplyAdd(x, w2, s02);
            }
        }

        s00.Store(sums);
        s01.Store(sums + 8);
        s02.Store(sums + 16);
    }
}
