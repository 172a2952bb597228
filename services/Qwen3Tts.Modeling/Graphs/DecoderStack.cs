using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The decoder stack that talker and code predictor share: pre-norm RMSNorm, grouped-query attention with RMSNorm on each head's
/// query and key before the rotary embedding, SwiGLU. The key and value caches are inputs and outputs of the same shape
/// [batch × KV heads × capacity × head width]; bound to one buffer they are written in place, and nothing is copied.
/// </summary>
internal static class DecoderStack
{
    public const string Embeddings = "embeddings";
    public const string SequenceLengths = "sequence_lengths";
    public const string TotalLength = "total_length";

    public static string PastKey(int layer) => $"past_key_{layer}";

    public static string PastValue(int layer) => $"past_value_{layer}";

    public static string PresentKey(int layer) => $"present_key_{layer}";

    public static string PresentValue(int layer) => $"present_value_{layer}";

    /// <param name="weights">Names under it are <c>layers.N.…</c> and <c>norm.weight</c>.</param>
    /// <param name="x">[batch × positions × hidden].</param>
    /// <returns>The state after the final norm, of the same shape.</returns>
    public static GraphValue Build(CheckpointWeights weights, DecoderStackShape shape, GraphValue x)
    {
        var graph = weights.Graph;
        // The operator wants the last valid index of each row, and the longest row's length, as 32-bit integers.
        var lengths = graph.Input(SequenceLengths, DataType.Int32, "batch");
        var total = graph.Input(TotalLength, DataType.Int32, 1);
        var rotary = Rotary(graph, shape);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var part = weights.Under($"layers.{layer}");
            var normed = graph.RmsNorm(x, part.Tensor("input_layernorm.weight", shape.Attention.Hidden), shape.Epsilon);
            x = graph.Add(x, Attention(part.Under("self_attn"), shape, normed, layer, lengths, total, rotary));
            normed = graph.RmsNorm(x, part.Tensor("post_attention_layernorm.weight", shape.Attention.Hidden), shape.Epsilon);
            x = graph.Add(x, GatedFeedForward.Build(part.Under("mlp"), normed, shape.Attention.Hidden, shape.Intermediate));
        }

        return graph.RmsNorm(x, weights.Tensor("norm.weight", shape.Attention.Hidden), shape.Epsilon);
    }

    private static GraphValue Attention(
        CheckpointWeights weights, DecoderStackShape shape, GraphValue x, int layer, GraphValue lengths, GraphValue total, GraphValue[] rotary)
    {
        var graph = weights.Graph;
        var attention = shape.Attention;
        var all = graph.MatMul(x, weights.Linears(
            "qkv_proj",
            [("q_proj", attention.QueryWidth), ("k_proj", attention.KeyValueWidth), ("v_proj", attention.KeyValueWidth)],
            attention.Hidden));
        var parts = graph.Split(all, -1, attention.QueryWidth, attention.KeyValueWidth, attention.KeyValueWidth);
        var query = HeadNorm(weights, parts[0], "q_norm.weight", attention.Heads, attention.HeadDim, shape.Epsilon);
        var key = HeadNorm(weights, parts[1], "k_norm.weight", attention.KeyValueHeads, attention.HeadDim, shape.Epsilon);
        object[] cache = ["batch", attention.KeyValueHeads, "capacity", attention.HeadDim];
        var pastKey = graph.Input(PastKey(layer), DataType.Float, cache);
        var pastValue = graph.Input(PastValue(layer), DataType.Float, cache);
        GraphValue presentKey = new(PresentKey(layer)), presentValue = new(PresentValue(layer)), mixed = new($"attention_{layer}");
        graph.Append(
            "GroupQueryAttention",
            GraphBuilder.ContribDomain,
            [query, key, parts[2], pastKey, pastValue, lengths, total, .. rotary],
            [mixed, presentKey, presentValue],
            ("num_heads", attention.Heads),
            ("kv_num_heads", attention.KeyValueHeads),
            ("scale", attention.Scale),
            ("do_rotary", 1),
            ("rotary_interleaved", 0));
        graph.OutputOf(presentKey, DataType.Float, cache);
        graph.OutputOf(presentValue, DataType.Float, cache);
        return weights.Apply(mixed, "o_proj", attention.Hidden, attention.QueryWidth);
    }

    private static GraphValue HeadNorm(
        CheckpointWeights weights, GraphValue x, string name, int heads, int width, float epsilon)
    {
        var graph = weights.Graph;
        var split = graph.Reshape(x, 0, 0, heads, width);
        return graph.Reshape(graph.RmsNorm(split, weights.Tensor(name, width), epsilon), 0, 0, (long)heads * width);
    }

    private static GraphValue[] Rotary(GraphBuilder graph, DecoderStackShape shape)
    {
        var width = shape.Attention.HeadDim;
        long[] size = [shape.Positions, width / 2];
        return
        [
            graph.Weight("rotary.cos", size, () => RotaryTables.Angles(0, shape.Positions, width, shape.RopeTheta).Cosines),
            graph.Weight("rotary.sin", size, () => RotaryTables.Angles(0, shape.Positions, width, shape.RopeTheta).Sines),
        ];
    }
}
