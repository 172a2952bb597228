using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Qwen3Tts.Modeling.Quantisation;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>Weights in single precision, bfloat16 or half precision, output by output. A lane is an input; what sixteen lanes and two accumulators gathered is added last.</summary>
/// <param name="outputs">The layer's own; the last tile may reach past them.</param>
/// <param name="data">[outputs × inputs]; need not be aligned.</param>
/// <param name="format">One of floating point.</param>
internal sealed unsafe class DenseMatrix(int outputs, int inputs, byte* data, WeightFormat format)
    : WeightMatrix(Padded(outputs), inputs)
{
    private const int Step = 32;
    private readonly int _rowBytes = inputs * (format is WeightFormat.Float32 ? sizeof(float) : sizeof(ushort));

    public override bool TakesBlocks => false;

    public override long ByteLength => (long)outputs * _rowBytes;

    public override void MultiplyTile(Activations x, int rows, int tile, float* y)
    {
        switch (format)
        {
            case WeightFormat.BFloat16:
                Multiply<BrainFloats>(x, rows, tile, y);
                break;
            case WeightFormat.Float16:
                Multiply<Halves>(x, rows, tile, y);
                break;
            default:
                Multiply<Floats>(x, rows, tile, y);
                break;
        }
    }

    private void Multiply<TValues>(Activations x, int rows, int tile, float* y)
        where TValues : struct, IValues
    {
        for (var lane = 0; lane < TileOutputs; lane += 4)
        {
            var first = tile * TileOutputs + lane;
            for (var row = 0; row < rows; row++)
            {
                var target = y + row * TileOutputs + lane;
                if (first + 4 <= outputs)
                    Dot<TValues>(Place(first), Place(first + 1), Place(first + 2), Place(first + 3), x.Values + (long)row * x.Stride, target);
                else
                    DotLast<TValues>(first, x.Values + (long)row * x.Stride, target);
            }
        }
    }

    private byte* Place(int output) => data + (long)output * _rowBytes;

    private void DotLast<TValues>(int first, float* x, float* y)
        where TValues : struct, IValues
    {
        var result = stackalloc float[4];
        for (var i = 0; i < 4; i++)
        {
            // The same row four times keeps one order of addition for all.
            var row = Place(Math.Min(first + i, outputs - 1));
            Dot<TValues>(row, row, row, row, x, result);
            y[i] = first + i < outputs ? result[0] : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Dot<TValues>(byte* a, byte* b, byte* c, byte* d, float* x, float* y)
        where TValues : struct, IValues
    {
        Vector512<float> a0 = default, b0 = default, c0 = default, d0 = default, a1 = default, b1 = default, c1 = default, d1 = default;
        var i = 0;
        for (; i <= Inputs - Step; i += Step)
        {
            Vector512<float> low = Vector512.Load(x + i), high = Vector512.Load(x + i + 16);
            a0 = Vector512.FusedMultiplyAdd(TValues.Load(a, i), low, a0);
            b0 = Vector512.FusedMultiplyAdd(TValues.Load(b, i), low, b0);
            c0 = Vector512.FusedMultiplyAdd(TValues.Load(c, i), low, c0);
            d0 = Vector512.FusedMultiplyAdd(TValues.Load(d, i), low, d0);
            a1 = Vector512.FusedMultiplyAdd(TValues.Load(a, i + 16), high, a1);
            b1 = Vector512.FusedMultiplyAdd(TValues.Load(b, i + 16), high, b1);
            c1 = Vector512.FusedMultiplyAdd(TValues.Load(c, i + 16), high, c1);
            d1 = Vector512.FusedMultiplyAdd(TValues.Load(d, i + 16), high, d1);
        }

        y[0] = Lanes.Sum(a0 + a1);
        y[1] = Lanes.Sum(b0 + b1);
        y[2] = Lanes.Sum(c0 + c1);
        y[3] = Lanes.Sum(d0 + d1);
        for (; i < Inputs; i++)
        {
            y[0] = MathF.FusedMultiplyAdd(TValues.One(a, i), x[i], y[0]);
            y[1] = MathF.FusedMultiplyAdd(TValues.One(b, i), x[i], y[1]);
            y[2] = MathF.FusedMultiplyAdd(TValues.One(c, i), x[i], y[2]);
            y[3] = MathF.FusedMultiplyAdd(TValues.One(d, i), x[i], y[3]);
        }
    }

    private interface IValues
    {
        static abstract Vector512<float> Load(byte* row, int index);

        static abstract float One(byte* row, int index);
    }

    private readonly struct Floats : IValues
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Load(byte* row, int index) => Vector512.Load((float*)row + index);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float One(byte* row, int index) => Unsafe.ReadUnaligned<float>((float*)row + index);
    }

    private readonly struct BrainFloats : IValues
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Load(byte* row, int index) => Lanes.LoadBrainFloats((ushort*)row + index);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float One(byte* row, int index) => BrainFloat.Widen(Unsafe.ReadUnaligned<ushort>((ushort*)row + index));
    }

    private readonly struct Halves : IValues
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Load(byte* row, int index) => Lanes.LoadHalves((ushort*)row + index);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float One(byte* row, int index) => (float)Unsafe.ReadUnaligned<Half>((Half*)row + index);
    }
}
