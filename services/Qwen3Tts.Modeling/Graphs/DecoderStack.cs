using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The decoder stack that talker and code predictor share: pre-norm RMSNorm, grouped-query attention with RMSNorm on each head's
/// query and key before the rotary embedding, SwiGLU. Between the layers values are in single precision; matrices and attention are in
/// the types given. A stack may be run several times in one graph and holds its weights once.
/// </summary>
/// <param name="weights">Names under it are <c>layers.N.…</c> and <c>norm.weight</c>; its type is the matrices'.</param>
/// <param name="attention">The type of attention, keys and values.</param>
internal sealed class DecoderStack(CheckpointWeights weights, DecoderStackShape shape, DataType attention)
{
    private readonly GraphBuilder _graph = weights.Graph;

    /// <summary>
    /// Runs the stack over the next positions of each row. Keys and values are of one shape before and after, [batch × KV heads ×
    /// capacity × head width]: where both are one buffer a run writes in place, and nothing is copied.
    /// </summary>
    /// <param name="x">[batch × positions × hidden], in single precision.</param>
    /// <param name="lengths">Of each row the last position that the run adds: 32-bit integers [batch].</param>
    /// <param name="total">At least the longest row's positions: [1], read on the processor.</param>
    /// <param name="cache">Keys and values of each layer; replaced by those after the run.</param>
    /// <param name="prefix">Before the names of what replaces them: <c>key_N</c> and <c>value_N</c>.</param>
    /// <returns>The state after the final norm, of the shape of <paramref name="x"/>.</returns>
    public GraphValue Run(GraphValue x, GraphValue lengths, GraphValue total, (GraphValue Key, GraphValue Value)[] cache, string prefix)
    {
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var part = weights.Under($"layers.{layer}");
            x = _graph.Add(x, Attend(part.Under("self_attn"), Norm(part, "input_layernorm.weight", x), layer, lengths, total, cache, prefix));
            var fed = GatedFeedForward.Build(
                part.Under("mlp"), Norm(part, "post_attention_layernorm.weight", x), shape.Attention.Hidden, shape.Intermediate);
            x = _graph.Add(x, _graph.Convert(fed, weights.Type, DataType.Float));
        }

        return _graph.RmsNorm(x, weights.Tensor("norm.weight", shape.Attention.Hidden), shape.Epsilon);
    }

    private GraphValue Norm(CheckpointWeights part, string name, GraphValue x) => _graph.Convert(
        _graph.RmsNorm(x, part.Tensor(name, shape.Attention.Hidden), shape.Epsilon), DataType.Float, weights.Type);

    private GraphValue Attend(
        CheckpointWeights part,
        GraphValue x,
        int layer,
        GraphValue lengths,
        GraphValue total,
        (GraphValue Key, GraphValue Value)[] cache,
        string prefix)
    {
        var heads = shape.Attention;
        var padding = heads.Padding;
        long queries = (long)heads.Heads * padding.Width, keys = (long)heads.KeyValueHeads * padding.Width;
        float[] Widen(float[] stored, bool rotated) => padding.Widen(stored, heads.Hidden, rotated);
        var all = _graph.MatMul(x, part.Linears(
            "qkv_proj",
            heads.Hidden,
            new LinearPart("q_proj", heads.QueryWidth, queries, stored => Widen(stored, rotated: true)),
            new LinearPart("k_proj", heads.KeyValueWidth, keys, stored => Widen(stored, rotated: true)),
            new LinearPart("v_proj", heads.KeyValueWidth, keys, stored => Widen(stored, rotated: false))));
        var parts = _graph.Split(all, -1, queries, keys, keys);
        var query = HeadNorm(part, parts[0], "q_norm.weight", heads.Heads);
        var key = HeadNorm(part, parts[1], "k_norm.weight", heads.KeyValueHeads);
        GraphValue presentKey = new($"{prefix}key_{layer}"), presentValue = new($"{prefix}value_{layer}"), mixed = new($"{prefix}attention_{layer}");
        _graph.Append(
            "GroupQueryAttention",
            GraphBuilder.ContribDomain,
            [Typed(query), Typed(key), Typed(parts[2]), cache[layer].Key, cache[layer].Value, lengths, total, Angles(cosines: true), Angles(cosines: false)],
            [mixed, presentKey, presentValue],
            ("num_heads", heads.Heads),
            ("kv_num_heads", heads.KeyValueHeads),
            ("scale", heads.Scale),
            ("do_rotary", 1),
            ("rotary_interleaved", 0));
        cache[layer] = (presentKey, presentValue);
        var output = part.Derived(
            "o_proj.weight",
            [heads.Hidden, heads.QueryWidth],
            [queries, heads.Hidden],
            stored => MatrixLayout.Transposed(padding.Widen(stored, 1, rotated: false), heads.Hidden, (int)queries));
        return _graph.Convert(_graph.MatMul(_graph.Convert(mixed, attention, weights.Type), output), weights.Type, DataType.Float);

        GraphValue Typed(GraphValue value) => _graph.Convert(value, weights.Type, attention);
    }

    private GraphValue HeadNorm(CheckpointWeights part, GraphValue x, string name, int heads)
    {
        var padding = shape.Attention.Padding;
        var scale = part.Derived(
            name, [padding.HeadDim], [padding.Width], stored => [.. padding.Widen(stored, 1, rotated: true).Select(w => w * MathF.Sqrt(padding.Share))]);
        var split = _graph.Reshape(x, 0, 0, heads, padding.Width);
        return _graph.Reshape(_graph.RmsNorm(split, scale, shape.Epsilon * padding.Share), 0, 0, (long)heads * padding.Width);
    }

    private GraphValue Angles(bool cosines)
    {
        var padding = shape.Attention.Padding;
        return weights.Computed(cosines ? "rotary.cos" : "rotary.sin", [shape.Positions, padding.Width / 2], attention, () =>
        {
            var (cos, sin) = RotaryTables.Angles(0, shape.Positions, padding.HeadDim, shape.RopeTheta, padding.Width / 2);
            return cosines ? cos : sin;
        });
    }
}
