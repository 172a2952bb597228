using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>
/// Grouped-query attention of one layer. A chunk is a slice's rows for one key-value head: it norms, turns and keeps the rows' keys and
/// values first, then each row attends to all positions up to its own, so that a row sees the same whether it came alone or with others.
/// </summary>
internal readonly unsafe struct AttentionJob<TFormat>(AttentionLayer layer, SequenceSlice[] slices, float* projected, int stride, Activations mixed) : IJob
    where TFormat : struct, IKeyValueFormat
{
    public void Execute(int chunk)
    {
        var slice = slices[chunk / layer.KeyValueHeads];
        var head = chunk % layer.KeyValueHeads;
        var sequence = (KeyValueSequence)slice.Sequence;
        var scratch = stackalloc float[layer.Cache.Width];
        new Span<float>(scratch, layer.Cache.Width).Clear();
        for (var row = 0; row < slice.Rows; row++)
            Keep(sequence, slice.FirstRow, head, row, scratch);
        var scores = stackalloc float[sequence.Length + slice.Rows];
        for (var row = 0; row < slice.Rows; row++)
        {
            for (var query = head * layer.Group; query < (head + 1) * layer.Group; query++)
                Attend(sequence, slice.FirstRow, head, row, query, scratch, scores);
        }
    }

    private void Keep(KeyValueSequence sequence, int firstRow, int head, int row, float* scratch)
    {
        var position = sequence.Length + row;
        var place = position % layer.Cache.Positions;
        var side = sequence.Side(layer.Index, head, position);
        var source = projected + (long)(firstRow + row) * stride;
        RowMath.RmsNorm(source + layer.KeyOffset + head * layer.HeadDim, layer.KeyNorm, layer.Epsilon, layer.HeadDim, scratch);
        layer.Rotate(scratch, position);
        Store(scratch, side, place);
        new ReadOnlySpan<float>(source + layer.ValueOffset + head * layer.HeadDim, layer.HeadDim).CopyTo(new Span<float>(scratch, layer.HeadDim));
        Store(scratch, side + layer.Cache.SideBytes, place);
    }

    private void Store(float* values, byte* side, int place) =>
        Scales(side)[place] = TFormat.Store(values, layer.Cache.Width, side + place * layer.Cache.RowBytes);

    private float* Scales(byte* side) => (float*)(side + layer.Cache.Positions * layer.Cache.RowBytes);

    private void Attend(KeyValueSequence sequence, int firstRow, int head, int row, int query, float* scratch, float* scores)
    {
        var positions = sequence.Length + row + 1;
        var source = projected + (long)(firstRow + row) * stride + query * layer.HeadDim;
        RowMath.RmsNorm(source, layer.QueryNorm, layer.Epsilon, layer.HeadDim, scratch);
        layer.Rotate(scratch, positions - 1);
        var largest = Score(sequence, head, positions, scratch, scores);
        var total = RowMath.Exponentials(scores, positions, largest);
        var target = mixed.Values + (long)(firstRow + row) * mixed.Stride + query * layer.HeadDim;
        Mix(sequence, head, positions, scores, scratch);
        for (var i = 0; i < layer.HeadDim; i++)
            target[i] = scratch[i] / total;
    }

    /// <returns>The largest score.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Score(KeyValueSequence sequence, int head, int positions, float* query, float* scores)
    {
        var largest = float.NegativeInfinity;
        for (var first = 0; first < positions; first += layer.Cache.Positions)
        {
            var side = sequence.Side(layer.Index, head, first);
            var scales = Scales(side);
            var count = Math.Min(layer.Cache.Positions, positions - first);
            for (var place = 0; place < count; place++)
            {
                var key = side + place * layer.Cache.RowBytes;
                var sum = Vector512<float>.Zero;
                for (var i = 0; i < layer.Cache.Width; i += Vector512<float>.Count)
                    sum = Vector512.FusedMultiplyAdd(TFormat.Load(key, i), Vector512.Load(query + i), sum);
                var score = Lanes.Sum(sum) * (scales[place] * layer.Scale);
                scores[first + place] = score;
                largest = MathF.Max(largest, score);
            }
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mix(KeyValueSequence sequence, int head, int positions, float* weights, float* mix)
    {
        // Once for a position: each sixteen of a value's numbers take the product.
        for (var position = 0; position < positions; position++)
            weights[position] *= Scales(sequence.Side(layer.Index, head, position) + layer.Cache.SideBytes)[position % layer.Cache.Positions];
        for (var i = 0; i < layer.Cache.Width; i += Vector512<float>.Count)
        {
            var sum = Vector512<float>.Zero;
            for (var first = 0; first < positions; first += layer.Cache.Positions)
            {
                var side = sequence.Side(layer.Index, head, first) + layer.Cache.SideBytes;
                var count = Math.Min(layer.Cache.Positions, positions - first);
                for (var place = 0; place < count; place++)
                {
                    var weight = Vector512.Create(weights[first + place]);
                    sum = Vector512.FusedMultiplyAdd(TFormat.Load(side + place * layer.Cache.RowBytes, i), weight, sum);
                }
            }

            sum.Store(mix + i);
        }
    }
}
