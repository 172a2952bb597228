using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Qwen3Tts.Modeling.Quantisation;

namespace Qwen3Tts.Modeling.Kernels;

/// <summary>
/// Block-wise quantised weights as <see cref="TileLayout"/> lays them out. A lane is an output; a step multiplies a pair of a block's
/// inputs with sixteen outputs' weights. Within a block all is integer, and so exact in any order; blocks are added one after another.
/// </summary>
/// <param name="layout">Where things are in <paramref name="data"/>.</param>
/// <param name="data">Whole tiles.</param>
/// <param name="inputScales">See <see cref="WeightMatrix.InputScales"/>; as long as the blocks.</param>
internal sealed unsafe class QuantisedMatrix(TileLayout layout, byte* data, float* inputScales = null) : WeightMatrix(layout.Outputs, layout.Inputs)
{
    private const int ScaleBytes = TileOutputs * sizeof(ushort);


    public override float* InputScales => inputScales;

    public override bool TakesBlocks => true;

    public override long ByteLength => layout.ByteLength;

    public override void MultiplyTile(Activations x, int rows, int tile, float* y)
    {
        var weights = data + tile * layout.TileBytes;
        switch (layout.Format)
        {
            case WeightFormat.Int4:
                Multiply<FourBitWeights>(x, rows, weights, y);
                break;
            case WeightFormat.Int4Asymmetric:
                Multiply<ZeroPointWeights>(x, rows, weights, y);
                break;
            default:
                Multiply<EightBitWeights>(x, rows, weights, y);
                break;
        }
    }

    private void Multiply<TBits>(Activations x, int rows, byte* weights, float* y)
        where TBits : struct, IWeightBits
    {
        var row = 0;
        for (; row + 4 <= rows; row += 4)
            MultiplyFour<TBits>(x, row, weights, y + row * TileOutputs);
        for (; row + 2 <= rows; row += 2)
            MultiplyTwo<TBits>(x, row, weights, y + row * TileOutputs);
        if (row < rows)
            MultiplyOne<TBits>(x, row, weights, y + row * TileOutputs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyOne<TBits>(Activations x, int row, byte* weights, float* y)
        where TBits : struct, IWeightBits
    {
        var total = Vector512<float>.Zero;
        var integers = (int*)(x.Integers + (long)row * x.Stride);
        int blocks = layout.Blocks;
        var sums = x.Sums + row * blocks;
        var rowScales = x.Scales + row * blocks;
        for (var block = 0; block < blocks; block++, integers += 16, weights += ScaleBytes + TBits.ZeroBytes)
        {
            var sum = Vector512.Create(TBits.Offset * sums[block]);
            for (var pair = 0; pair < 16; pair += 4, weights += TBits.GroupBytes)
            {
                Lanes.Prefetch(weights, TBits.GroupBytes);
                sum += Product(TBits.Pair(weights, 0), integers + pair) + Product(TBits.Pair(weights, 1), integers + pair + 1);
                sum += Product(TBits.Pair(weights, 2), integers + pair + 2) + Product(TBits.Pair(weights, 3), integers + pair + 3);
            }

            sum = TBits.TakeZeros(sum, weights + ScaleBytes, sums[block]);
            total = Add(total, sum, Lanes.LoadBrainFloats((ushort*)weights), rowScales[block]);
        }

        total.Store(y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyTwo<TBits>(Activations x, int row, byte* weights, float* y)
        where TBits : struct, IWeightBits
    {
        Vector512<float> total0 = default, total1 = default;
        int* a = (int*)(x.Integers + (long)row * x.Stride), b = (int*)((short*)a + x.Stride);
        int blocks = layout.Blocks;
        var sums = x.Sums + row * blocks;
        var rowScales = x.Scales + row * blocks;
        for (var block = 0; block < blocks; block++, sums++, rowScales++, weights += ScaleBytes + TBits.ZeroBytes)
        {
            var sum0 = Vector512.Create(TBits.Offset * sums[0]);
            var sum1 = Vector512.Create(TBits.Offset * sums[blocks]);
            for (var group = 0; group < 4; group++, weights += TBits.GroupBytes, a += 4, b += 4)
            {
                Lanes.Prefetch(weights, TBits.GroupBytes);
                var pair = TBits.Pair(weights, 0);
                sum0 += Product(pair, a);
                sum1 += Product(pair, b);
                pair = TBits.Pair(weights, 1);
                sum0 += Product(pair, a + 1);
                sum1 += Product(pair, b + 1);
                pair = TBits.Pair(weights, 2);
                sum0 += Product(pair, a + 2);
                sum1 += Product(pair, b + 2);
                pair = TBits.Pair(weights, 3);
                sum0 += Product(pair, a + 3);
                sum1 += Product(pair, b + 3);
            }

            var scale = Lanes.LoadBrainFloats((ushort*)weights);
            total0 = Add(total0, TBits.TakeZeros(sum0, weights + ScaleBytes, sums[0]), scale, rowScales[0]);
            total1 = Add(total1, TBits.TakeZeros(sum1, weights + ScaleBytes, sums[blocks]), scale, rowScales[blocks]);
        }

        total0.Store(y);
        total1.Store(y + TileOutputs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyFour<TBits>(Activations x, int row, byte* weights, float* y)
        where TBits : struct, IWeightBits
    {
        Vector512<float> total0 = default, total1 = default, total2 = default, total3 = default;
        int* a = (int*)(x.Integers + (long)row * x.Stride), b = (int*)((short*)a + x.Stride);
        int* c = (int*)((short*)b + x.Stride), d = (int*)((short*)c + x.Stride);
        int blocks = layout.Blocks;
        var sums = x.Sums + row * blocks;
        var rowScales = x.Scales + row * blocks;
        for (var block = 0; block < blocks; block++, sums++, rowScales++, weights += ScaleBytes + TBits.ZeroBytes)
        {
            var sum0 = Vector512.Create(TBits.Offset * sums[0]);
            var sum1 = Vector512.Create(TBits.Offset * sums[blocks]);
            var sum2 = Vector512.Create(TBits.Offset * sums[2 * blocks]);
            var sum3 = Vector512.Create(TBits.Offset * sums[3 * blocks]);
            for (var group = 0; group < 4; group++, weights += TBits.GroupBytes, a += 4, b += 4, c += 4, d += 4)
            {
                Lanes.Prefetch(weights, TBits.GroupBytes);
                var pair = TBits.Pair(weights, 0);
                sum0 += Product(pair, a);
                sum1 += Product(pair, b);
                sum2 += Product(pair, c);
                sum3 += Product(pair, d);
                pair = TBits.Pair(weights, 1);
                sum0 += Product(pair, a + 1);
                sum1 += Product(pair, b + 1);
                sum2 += Product(pair, c + 1);
                sum3 += Product(pair, d + 1);
                pair = TBits.Pair(weights, 2);
                sum0 += Product(pair, a + 2);
                sum1 += Product(pair, b + 2);
                sum2 += Product(pair, c + 2);
                sum3 += Product(pair, d + 2);
                pair = TBits.Pair(weights, 3);
                sum0 += Product(pair, a + 3);
                sum1 += Product(pair, b + 3);
                sum2 += Product(pair, c + 3);
                sum3 += Product(pair, d + 3);
            }

            var scale = Lanes.LoadBrainFloats((ushort*)weights);
            total0 = Add(total0, TBits.TakeZeros(sum0, weights + ScaleBytes, sums[0]), scale, rowScales[0]);
            total1 = Add(total1, TBits.TakeZeros(sum1, weights + ScaleBytes, sums[blocks]), scale, rowScales[blocks]);
            total2 = Add(total2, TBits.TakeZeros(sum2, weights + ScaleBytes, sums[2 * blocks]), scale, rowScales[2 * blocks]);
            total3 = Add(total3, TBits.TakeZeros(sum3, weights + ScaleBytes, sums[3 * blocks]), scale, rowScales[3 * blocks]);
        }

        total0.Store(y);
        total1.Store(y + TileOutputs);
        total2.Store(y + 2 * TileOutputs);
        total3.Store(y + 3 * TileOutputs);
    }

    // A pair of inputs for all lanes: two 16-bit integers side by side.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Product(Vector512<short> weights, int* pair) =>
        Lanes.MultiplyAddPairs(weights, Vector512.Create(*pair).AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(Vector512<float> total, Vector512<int> sum, Vector512<float> scale, float rowScale) =>
        Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(sum), scale * rowScale, total);
}
