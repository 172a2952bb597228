using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>
/// <see cref="PackedMatrix.Columns"/> columns of a product for some rows, in vectors of 16. Eight rows by three vectors leave just
/// enough of 32 registers for the weights, and read each weight once for eight products.
/// </summary>
internal static unsafe class WideTile
{
    private const int Columns = PackedMatrix.Columns;

    /// <summary>Adds to <paramref name="sums"/> [count × columns] the products of the rows and the weights, input by input.</summary>
    public static void Add<TWeights>(float** rows, int count, int taps, nint tapStep, nint width, byte* weights, float* sums)
        where TWeights : struct, ITileWeights
    {
        for (; count >= 8; count -= 8, rows += 8, sums += 8 * Columns)
            Eight<TWeights>(rows, taps, tapStep, width, weights, sums);
        if ((count & 4) != 0)
        {
            Four<TWeights>(rows, taps, tapStep, width, weights, sums);
            rows += 4;
            sums += 4 * Columns;
        }

        if ((count & 2) != 0)
        {
            Two<TWeights>(rows, taps, tapStep, width, weights, sums);
            rows += 2;
            sums += 2 * Columns;
        }

        if ((count & 1) != 0)
            One<TWeights>(rows, taps, tapStep, width, weights, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight<TWeights>(float** rows, int taps, nint tapStep, nint width, byte* weights, float* sums)
        where TWeights : struct, ITileWeights
    {
        float* x0 = rows[0], x1 = rows[1], x2 = rows[2], x3 = rows[3], x4 = rows[4], x5 = rows[5], x6 = rows[6], x7 = rows[7];
        Vector512<float> s00 = Vector512.Load(sums), s01 = Vector512.Load(sums + 16), s02 = Vector512.Load(sums + 32);
        Vector512<float> s10 = Vector512.Load(sums + 48), s11 = Vector512.Load(sums + 64), s12 = Vector512.Load(sums + 80);
        Vector512<float> s20 = Vector512.Load(sums + 96), s21 = Vector512.Load(sums + 112), s22 = Vector512.Load(sums + 128);
        Vector512<float> s30 = Vector512.Load(sums + 144), s31 = Vector512.Load(sums + 160), s32 = Vector512.Load(sums + 176);
        Vector512<float> s40 = Vector512.Load(sums + 192), s41 = Vector512.Load(sums + 208), s42 = Vector512.Load(sums + 224);
        Vector512<float> s50 = Vector512.Load(sums + 240), s51 = Vector512.Load(sums + 256), s52 = Vector512.Load(sums + 272);
        Vector512<float> s60 = Vector512.Load(sums + 288), s61 = Vector512.Load(sums + 304), s62 = Vector512.Load(sums + 320);
        Vector512<float> s70 = Vector512.Load(sums + 336), s71 = Vector512.Load(sums + 352), s72 = Vector512.Load(sums + 368);
        for (var tap = 0; tap < taps; tap++)
        {
            nint end = tap * tapStep + width;
            for (var i = tap * tapStep; i < end; i++, weights += Columns * TWeights.Size)
            {
                Lanes.Prefetch(weights, Columns * TWeights.Size);
                Vector512<float> w0 = TWeights.Load16(weights, 0), w1 = TWeights.Load16(weights, 16), w2 = TWeights.Load16(weights, 32);
                var x = Vector512.Create(x0[i]);
                s00 = Vector512.FusedMultiplyAdd(x, w0, s00);
                s01 = Vector512.FusedMultiplyAdd(x, w1, s01);
                s02 = Vector512.FusedMultiplyAdd(x, w2, s02);
                x = Vector512.Create(x1[i]);
                s10 = Vector512.FusedMultiplyAdd(x, w0, s10);
                s11 = Vector512.FusedMultiplyAdd(x, w1, s11);
                s12 = Vector512.FusedMultiplyAdd(x, w2, s12);
                x = Vector512.Create(x2[i]);
                s20 = Vector512.FusedMultiplyAdd(x, w0, s20);
                s21 = Vector512.FusedMultiplyAdd(x, w1, s21);
                s22 = Vector512.FusedMultiplyAdd(x, w2, s22);
                x = Vector512.Create(x3[i]);
                s30 = Vector512.FusedMultiplyAdd(x, w0, s30);
                s31 = Vector512.FusedMultiplyAdd(x, w1, s31);
                s32 = Vector512.FusedMultiplyAdd(x, w2, s32);
                x = Vector512.Create(x4[i]);
                s40 = Vector512.FusedMultiplyAdd(x, w0, s40);
                s41 = Vector512.FusedMultiplyAdd(x, w1, s41);
                s42 = Vector512.FusedMultiplyAdd(x, w2, s42);
                x = Vector512.Create(x5[i]);
                s50 = Vector512.FusedMultiplyAdd(x, w0, s50);
                s51 = Vector512.FusedMultiplyAdd(x, w1, s51);
                s52 = Vector512.FusedMultiplyAdd(x, w2, s52);
                x = Vector512.Create(x6[i]);
                s60 = Vector512.FusedMultiplyAdd(x, w0, s60);
                s61 = Vector512.FusedMultiplyAdd(x, w1, s61);
                s62 = Vector512.FusedMultiplyAdd(x, w2, s62);
                x = Vector512.Create(x7[i]);
                s70 = Vector512.FusedMultiplyAdd(x, w0, s70);
                s71 = Vector512.FusedMultiplyAdd(x, w1, s71);
                s72 = Vector512.FusedMultiplyAdd(x, w2, s72);
            }
        }

        s00.Store(sums);
        s01.Store(sums + 16);
        s02.Store(sums + 32);
        s10.Store(sums + 48);
        s11.Store(sums + 64);
        s12.Store(sums + 80);
        s20.Store(sums + 96);
        s21.Store(sums + 112);
        s22.Store(sums + 128);
        s30.Store(sums + 144);
        s31.Store(sums + 160);
        s32.Store(sums + 176);
        s40.Store(sums + 192);
        s41.Store(sums + 208);
        s42.Store(sums + 224);
        s50.Store(sums + 240);
        s51.Store(sums + 256);
        s52.Store(sums + 272);
        s60.Store(sums + 288);
        s61.Store(sums + 304);
        s62.Store(sums + 320);
        s70.Store(sums + 336);
        s71.Store(sums + 352);
        s72.Store(sums + 368);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<TWeights>(float** rows, int taps, nint tapStep, nint width, byte* weights, float* sums)
        where TWeights : struct, ITileWeights
    {
        float* x0 = rows[0], x1 = rows[1], x2 = rows[2], x3 = rows[3];
        Vector512<float> s00 = Vector512.Load(sums), s01 = Vector512.Load(sums + 16), s02 = Vector512.Load(sums + 32);
        Vector512<float> s10 = Vector512.Load(sums + 48), s11 = Vector512.Load(sums + 64), s12 = Vector512.Load(sums + 80);
        Vector512<float> s20 = Vector512.Load(sums + 96), s21 = Vector512.Load(sums + 112), s22 = Vector512.Load(sums + 128);
        Vector512<float> s30 = Vector512.Load(sums + 144), s31 = Vector512.Load(sums + 160), s32 = Vector512.Load(sums + 176);
        for (var tap = 0; tap < taps; tap++)
        {
            nint end = tap * tapStep + width;
            for (var i = tap * tapStep; i < end; i++, weights += Columns * TWeights.Size)
            {
                Lanes.Prefetch(weights, Columns * TWeights.Size);
                Vector512<float> w0 = TWeights.Load16(weights, 0), w1 = TWeights.Load16(weights, 16), w2 = TWeights.Load16(weights, 32);
                var x = Vector512.Create(x0[i]);
                s00 = Vector512.FusedMultiplyAdd(x, w0, s00);
                s01 = Vector512.FusedMultiplyAdd(x, w1, s01);
                s02 = Vector512.FusedMultiplyAdd(x, w2, s02);
                x = Vector512.Create(x1[i]);
                s10 = Vector512.FusedMultiplyAdd(x, w0, s10);
                s11 = Vector512.FusedMultiplyAdd(x, w1, s11);
                s12 = Vector512.FusedMultiplyAdd(x, w2, s12);
                x = Vector512.Create(x2[i]);
                s20 = Vector512.FusedMultiplyAdd(x, w0, s20);
                s21 = Vector512.FusedMultiplyAdd(x, w1, s21);
                s22 = Vector512.FusedMultiplyAdd(x, w2, s22);
                x = Vector512.Create(x3[i]);
                s30 = Vector512.FusedMultiplyAdd(x, w0, s30);
                s31 = Vector512.FusedMultiplyAdd(x, w1, s31);
                s32 = Vector512.FusedMultiplyAdd(x, w2, s32);
            }
        }

        s00.Store(sums);
        s01.Store(sums + 16);
        s02.Store(sums + 32);
        s10.Store(sums + 48);
        s11.Store(sums + 64);
        s12.Store(sums + 80);
        s20.Store(sums + 96);
        s21.Store(sums + 112);
        s22.Store(sums + 128);
        s30.Store(sums + 144);
        s31.Store(sums + 160);
        s32.Store(sums + 176);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two<TWeights>(float** rows, int taps, nint tapStep, nint width, byte* weights, float* sums)
        where TWeights : struct, ITileWeights
    {
        float* x0 = rows[0], x1 = rows[1];
        Vector512<float> s00 = Vector512.Load(sums), s01 = Vector512.Load(sums + 16), s02 = Vector512.Load(sums + 32);
        Vector512<float> s10 = Vector512.Load(sums + 48), s11 = Vector512.Load(sums + 64), s12 = Vector512.Load(sums + 80);
        for (var tap = 0; tap < taps; tap++)
        {
            nint end = tap * tapStep + width;
            for (var i = tap * tapStep; i < end; i++, weights += Columns * TWeights.Size)
            {
                Lanes.Prefetch(weights, Columns * TWeights.Size);
                Vector512<float> w0 = TWeights.Load16(weights, 0), w1 = TWeights.Load16(weights, 16), w2 = TWeights.Load16(weights, 32);
                var x = Vector512.Create(x0[i]);
                s00 = Vector512.FusedMultiplyAdd(x, w0, s00);
                s01 = Vector512.FusedMultiplyAdd(x, w1, s01);
                s02 = Vector512.FusedMultiplyAdd(x, w2, s02);
                x = Vector512.Create(x1[i]);
                s10 = Vector512.FusedMultiplyAdd(x, w0, s10);
                s11 = Vector512.FusedMultiplyAdd(x, w1, s11);
                s12 = Vector512.FusedMultiplyAdd(x, w2, s12);
            }
        }

        s00.Store(sums);
        s01.Store(sums + 16);
        s02.Store(sums + 32);
        s10.Store(sums + 48);
        s11.Store(sums + 64);
        s12.Store(sums + 80);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<TWeights>(float** rows, int taps, nint tapStep, nint width, byte* weights, float* sums)
        where TWeights : struct, ITileWeights
    {
        float* x0 = rows[0];
        Vector512<float> s00 = Vector512.Load(sums), s01 = Vector512.Load(sums + 16), s02 = Vector512.Load(sums + 32);
        for (var tap = 0; tap < taps; tap++)
        {
            nint end = tap * tapStep + width;
            for (var i = tap * tapStep; i < end; i++, weights += Columns * TWeights.Size)
            {
                Lanes.Prefetch(weights, Columns * TWeights.Size);
                Vector512<float> w0 = TWeights.Load16(weights, 0), w1 = TWeights.Load16(weights, 16), w2 = TWeights.Load16(weights, 32);
                var x = Vector512.Create(x0[i]);
                s00 = Vector512.FusedMultiplyAdd(x, w0, s00);
                s01 = Vector512.FusedMultiplyAdd(x, w1, s01);
                s02 = Vector512.FusedMultiplyAdd(x, w2, s02);
            }
        }

        s00.Store(sums);
        s01.Store(sums + 16);
        s02.Store(sums + 32);
    }
}
