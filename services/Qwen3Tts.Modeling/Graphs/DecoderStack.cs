using Microsoft.ML.OnnxRuntime.Tensors;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The decoder stack that talker and code predictor share: pre-norm RMSNorm, grouped-query attention with RMSNorm on each head's
/// query and key before the rotary embedding, SwiGLU. The key and value caches are inputs and outputs of the same shape
/// [batch × KV heads × capacity × head width]; bound to one buffer they are written in place, and nothing is copied. The graphs are those
/// of the CUDA path, whose fused attention knows half precision only: it and the caches are in that, all else is in single precision.
/// </summary>
internal static class DecoderStack
{
    public const string Embeddings = "embeddings";
    public const string SequenceLengths = "sequence_lengths";
    public const string TotalLength = "total_length";

    /// <summary>Of the caches.</summary>
    public const TensorElementType CacheType = TensorElementType.Float16;

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
        var padding = attention.Padding;
        long queries = (long)attention.Heads * padding.Width, keys = (long)attention.KeyValueHeads * padding.Width;
        float[] Widen(float[] stored, bool rotated) => padding.Widen(stored, attention.Hidden, rotated);
        var all = graph.MatMul(x, weights.Linears(
            "qkv_proj",
            attention.Hidden,
            new LinearPart("q_proj", attention.QueryWidth, queries, stored => Widen(stored, rotated: true)),
            new LinearPart("k_proj", attention.KeyValueWidth, keys, stored => Widen(stored, rotated: true)),
            new LinearPart("v_proj", attention.KeyValueWidth, keys, stored => Widen(stored, rotated: false))));
        var parts = graph.Split(all, -1, queries, keys, keys);
        var query = HeadNorm(weights, parts[0], "q_norm.weight", attention.Heads, padding, shape.Epsilon);
        var key = HeadNorm(weights, parts[1], "k_norm.weight", attention.KeyValueHeads, padding, shape.Epsilon);
        object[] cache = ["batch", attention.KeyValueHeads, "capacity", padding.Width];
        var pastKey = graph.Input(PastKey(layer), DataType.Float16, cache);
        var pastValue = graph.Input(PastValue(layer), DataType.Float16, cache);
        GraphValue presentKey = new(PresentKey(layer)), presentValue = new(PresentValue(layer)), mixed = new($"attention_{layer}");
        graph.Append(
            "GroupQueryAttention",
            GraphBuilder.ContribDomain,
            [Half(query), Half(key), Half(parts[2]), pastKey, pastValue, lengths, total, .. rotary],
            [mixed, presentKey, presentValue],
            ("num_heads", attention.Heads),
            ("kv_num_heads", attention.KeyValueHeads),
            ("scale", attention.Scale),
            ("do_rotary", 1),
            ("rotary_interleaved", 0));
        graph.OutputOf(presentKey, DataType.Float16, cache);
        graph.OutputOf(presentValue, DataType.Float16, cache);
        var output = weights.Derived(
            "o_proj.weight",
            [attention.Hidden, attention.QueryWidth],
            [queries, attention.Hidden],
            stored => MatrixLayout.Transposed(padding.Widen(stored, 1, rotated: false), attention.Hidden, (int)queries));
        return graph.MatMul(graph.Cast(mixed, DataType.Float), output);

        GraphValue Half(GraphValue value) => graph.Cast(value, DataType.Float16);
    }

    private static GraphValue HeadNorm(
        CheckpointWeights weights, GraphValue x, string name, int heads, HeadPadding padding, float epsilon)
    {
        var graph = weights.Graph;
        var scale = weights.Derived(
            name, [padding.HeadDim], [padding.Width], stored => [.. padding.Widen(stored, 1, rotated: true).Select(w => w * MathF.Sqrt(padding.Share))]);
        var split = graph.Reshape(x, 0, 0, heads, padding.Width);
        return graph.Reshape(graph.RmsNorm(split, scale, epsilon * padding.Share), 0, 0, (long)heads * padding.Width);
    }

    private static GraphValue[] Rotary(GraphBuilder graph, DecoderStackShape shape)
    {
        var padding = shape.Attention.Padding;
        float[] Table(bool cosines)
        {
            var (cos, sin) = RotaryTables.Angles(0, shape.Positions, padding.HeadDim, shape.RopeTheta, padding.Width / 2);
            return cosines ? cos : sin;
        }

        long[] size = [shape.Positions, padding.Width / 2];
        return
        [
            graph.Cast(graph.Weight("rotary.cos", size, () => Table(cosines: true)), DataType.Float16),
            graph.Cast(graph.Weight("rotary.sin", size, () => Table(cosines: false)), DataType.Float16),
        ];
    }
}
