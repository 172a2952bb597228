namespace Qwen3Tts.Modeling.Graphs;

/// <summary>softmax(q·kᵀ·scale + mask)·v with grouped heads, written out in plain operators.</summary>
internal static class ScaledAttention
{
    /// <param name="query">[batch × heads × positions × width].</param>
    /// <param name="key">[batch × KV heads × keys × width], and <paramref name="value"/> likewise.</param>
    /// <param name="mask">Added to the scores: [batch × 1 × positions × keys].</param>
    /// <returns>[batch × positions × heads · width].</returns>
    public static GraphValue Build(
        GraphBuilder graph, AttentionShape shape, GraphValue query, GraphValue key, GraphValue value, GraphValue mask)
    {
        int shared = shape.Heads / shape.KeyValueHeads;
        if (shared > 1)
        {
            // One KV head serves several query heads: give it an axis of its own and broadcast over it.
            query = graph.Reshape(query, 0, shape.KeyValueHeads, shared, -1, shape.HeadDim);
            key = graph.Node("Unsqueeze", [key, graph.Constant(2)]);
            value = graph.Node("Unsqueeze", [value, graph.Constant(2)]);
            mask = graph.Node("Unsqueeze", [mask, graph.Constant(2)]);
        }

        var scaled = graph.Mul(query, graph.Scalar(shape.Scale));
        var turned = shared > 1 ? graph.Transpose(key, 0, 1, 2, 4, 3) : graph.Transpose(key, 0, 1, 3, 2);
        var weights = graph.Softmax(graph.Add(graph.MatMul(scaled, turned), mask));
        var mixed = graph.MatMul(weights, value);
        if (shared > 1)
            mixed = graph.Reshape(mixed, 0, shape.Heads, -1, shape.HeadDim);
        return graph.Reshape(graph.Transpose(mixed, 0, 2, 1, 3), 0, 0, shape.QueryWidth);
    }
}
