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
        var width = layer.Cache.Width;
        var queries = stackalloc float[2 * width];
        new Span<float>(queries, 2 * width).Clear();
        for (var row = 0; row < slice.Rows; row++)
            Keep(sequence, slice.FirstRow, head, row, queries);

        // Query heads that share the keys go two at a time.
        var longest = sequence.Length + slice.Rows;
        var scores = stackalloc float[2 * longest];
        for (var row = 0; row < slice.Rows; row++)
        {
            for (var query = 0; query < layer.Group; query += 2)
            {
                var place = head * layer.Group + query;
                Attend(sequence, slice.FirstRow + row, head, place, query + 1 < layer.Group, queries, sequence.Length + row + 1, scores, scores + longest);
            }
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

    /// <param name="query">The first of two, or the only one.</param>
    /// <param name="queries">Room for two queries, then for what is mixed for them.</param>
    private void Attend(
        KeyValueSequence sequence, int row, int head, int query, bool two, float* queries, int positions, float* scores, float* otherScores)
    {
        var width = layer.Cache.Width;
        var other = two ? queries + width : queries;
        var source = projected + (long)row * stride + query * layer.HeadDim;
        Prepare(source, positions - 1, queries);
        if (two)
            Prepare(source + layer.HeadDim, positions - 1, other);
        else
            otherScores = scores;

        int page = layer.Cache.Positions, rowBytes = layer.Cache.RowBytes, sideBytes = layer.Cache.SideBytes, scalesAt = page * rowBytes;
        for (var first = 0; first < positions; first += page)
        {
            var keys = sequence.Side(layer.Index, head, first);
            AttentionPage<TFormat>.Score(
                keys, rowBytes, (float*)(keys + scalesAt), layer.Scale, width, Math.Min(page, positions - first),
                queries, other, scores + first, otherScores + first);
        }

        var total = RowMath.Exponentials(scores, positions, RowMath.Largest(scores, positions));
        var otherTotal = two ? RowMath.Exponentials(otherScores, positions, RowMath.Largest(otherScores, positions)) : total;
        if (sequence.Watch is { } watch)
        {
            watch.See(layer.Index, query, new ReadOnlySpan<float>(scores, positions), total);
            if (two)
                watch.See(layer.Index, query + 1, new ReadOnlySpan<float>(otherScores, positions), otherTotal);
        }

        new Span<float>(queries, 2 * width).Clear();
        for (var first = 0; first < positions; first += page)
        {
            var values = sequence.Side(layer.Index, head, first) + sideBytes;
            AttentionPage<TFormat>.Mix(
                values, rowBytes, (float*)(values + scalesAt), width, Math.Min(page, positions - first),
                scores + first, otherScores + first, queries, queries + width);
        }

        var target = mixed.Values + (long)row * mixed.Stride + query * layer.HeadDim;
        for (var i = 0; i < layer.HeadDim; i++)
            target[i] = queries[i] / total;
        for (var i = 0; two && i < layer.HeadDim; i++)
            target[layer.HeadDim + i] = queries[width + i] / otherTotal;
        // What a query does not fill stays zero for the next.
        new Span<float>(queries, 2 * width).Clear();
    }

    private void Prepare(float* source, int position, float* query)
    {
        RowMath.RmsNorm(source, layer.QueryNorm, layer.Epsilon, layer.HeadDim, query);
        layer.Rotate(query, position);
    }
}
