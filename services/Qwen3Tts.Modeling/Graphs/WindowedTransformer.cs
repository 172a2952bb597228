using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The codec decoder's transformer: sliding-window attention with rotary positions, SwiGLU, a layer scale after each. Keys and
/// values of the last window − 1 frames are state. Which of them count, and where the new frames stand, is told by inputs, so that a
/// batch may hold utterances of different age.
/// </summary>
internal static class WindowedTransformer
{
    /// <summary>cos and sin of the rotary angles of the new frames: [batch × 1 × frames × head width / 2].</summary>
    public const string Cosines = "rotary_cos";
    public const string Sines = "rotary_sin";

    /// <summary>0 where a frame attends, −∞ where not: [batch × 1 × frames × (window − 1 + frames)].</summary>
    public const string Mask = "attention_mask";
    public const string Past = "past_window_";
    public const string Present = "present_window_";

    /// <param name="x">[batch × frames × latent].</param>
    public static GraphValue Build(CheckpointWeights weights, CodecDecoderConfiguration decoder, GraphValue x)
    {
        var graph = weights.Graph;
        int hidden = decoder.HiddenSize, window = decoder.SlidingWindow - 1;
        object[] angles = ["batch", 1, "frames", decoder.HeadDim / 2];
        var cos = graph.Input(Cosines, DataType.Float, angles);
        var sin = graph.Input(Sines, DataType.Float, angles);
        var mask = graph.Input(Mask, DataType.Float, "batch", 1, "frames", "keys");
        x = weights.Apply(x, "input_proj", hidden, decoder.LatentDim, bias: true);
        for (var layer = 0; layer < decoder.Layers; layer++)
        {
            var part = weights.Under($"layers.{layer}");
            var normed = graph.RmsNorm(x, part.Tensor("input_layernorm.weight", hidden), decoder.RmsNormEpsilon);
            var mixed = Attention(part.Under("self_attn"), decoder, normed, layer, window, cos, sin, mask);
            x = graph.Add(x, graph.Mul(mixed, part.Tensor("self_attn_layer_scale.scale", hidden)));
            normed = graph.RmsNorm(x, part.Tensor("post_attention_layernorm.weight", hidden), decoder.RmsNormEpsilon);
            var fed = GatedFeedForward.Build(part.Under("mlp"), normed, hidden, decoder.IntermediateSize);
            x = graph.Add(x, graph.Mul(fed, part.Tensor("mlp_layer_scale.scale", hidden)));
        }

        x = graph.RmsNorm(x, weights.Tensor("norm.weight", hidden), decoder.RmsNormEpsilon);
        return weights.Apply(x, "output_proj", decoder.LatentDim, hidden, bias: true);
    }

    private static GraphValue Attention(
        CheckpointWeights weights,
        CodecDecoderConfiguration decoder,
        GraphValue x,
        int layer,
        int window,
        GraphValue cos,
        GraphValue sin,
        GraphValue mask)
    {
        var graph = weights.Graph;
        var shape = new AttentionShape(decoder.HiddenSize, decoder.Heads, decoder.KeyValueHeads, decoder.HeadDim);
        var all = graph.MatMul(x, weights.Linears(
            "qkv_proj", [("q_proj", shape.QueryWidth), ("k_proj", shape.KeyValueWidth), ("v_proj", shape.KeyValueWidth)], shape.Hidden));
        var parts = graph.Split(all, -1, shape.QueryWidth, shape.KeyValueWidth, shape.KeyValueWidth);
        var query = Rotary.Apply(graph, ByHead(graph, parts[0], shape.Heads, shape.HeadDim), cos, sin, shape.HeadDim);
        var key = Rotary.Apply(graph, ByHead(graph, parts[1], shape.KeyValueHeads, shape.HeadDim), cos, sin, shape.HeadDim);
        var value = ByHead(graph, parts[2], shape.KeyValueHeads, shape.HeadDim);
        key = WithWindow(graph, key, $"{layer}_key", shape, window);
        value = WithWindow(graph, value, $"{layer}_value", shape, window);
        var mixed = ScaledAttention.Build(graph, shape, query, key, value, mask);
        return weights.Apply(mixed, "o_proj", shape.Hidden, shape.QueryWidth);
    }

    private static GraphValue ByHead(GraphBuilder graph, GraphValue x, int heads, int width) =>
        graph.Transpose(graph.Reshape(x, 0, 0, heads, width), 0, 2, 1, 3);

    private static GraphValue WithWindow(GraphBuilder graph, GraphValue x, string name, AttentionShape shape, int window)
    {
        if (window == 0)
            return x;
        var past = graph.Input(Past + name, DataType.Float, "batch", shape.KeyValueHeads, window, shape.HeadDim);
        var whole = graph.Concat(2, past, x);
        var present = graph.Slice(whole, 2, -window);
        graph.Output(Present + name, present, DataType.Float, "batch", shape.KeyValueHeads, window, shape.HeadDim);
        return whole;
    }
}
