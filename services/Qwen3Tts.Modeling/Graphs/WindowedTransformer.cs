using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The codec decoder's transformer: sliding-window attention, SwiGLU, a layer scale after each. Keys and values of the last
/// window − 1 frames are state, so that a batch may hold utterances of different age.
/// </summary>
internal static class WindowedTransformer
{
    public const string Past = "past_window_";
    public const string Present = "present_window_";

    /// <param name="x">[batch × frames × latent].</param>
    public static GraphValue Build(CheckpointWeights weights, CodecDecoderConfiguration decoder, GraphValue x)
    {
        var graph = weights.Graph;
        var hidden = decoder.HiddenSize;
        var shape = new AttentionShape(hidden, decoder.Heads, decoder.KeyValueHeads, decoder.HeadDim);
        var attention = new RotaryAttention(graph, shape);
        x = weights.Apply(x, "input_proj", hidden, decoder.LatentDim, bias: true);
        for (var layer = 0; layer < decoder.Layers; layer++)
        {
            var part = weights.Under($"layers.{layer}");
            var prefix = $"{layer}_";
            var normed = graph.RmsNorm(x, part.Tensor("input_layernorm.weight", hidden), decoder.RmsNormEpsilon);
            var mixed = attention.Build(
                part.Under("self_attn"), normed, (value, name) => WithWindow(graph, value, prefix + name, shape, decoder.SlidingWindow - 1));
            x = graph.Add(x, graph.Mul(mixed, part.Tensor("self_attn_layer_scale.scale", hidden)));
            normed = graph.RmsNorm(x, part.Tensor("post_attention_layernorm.weight", hidden), decoder.RmsNormEpsilon);
            var fed = GatedFeedForward.Build(part.Under("mlp"), normed, hidden, decoder.IntermediateSize);
            x = graph.Add(x, graph.Mul(fed, part.Tensor("mlp_layer_scale.scale", hidden)));
        }

        x = graph.RmsNorm(x, weights.Tensor("norm.weight", hidden), decoder.RmsNormEpsilon);
        return weights.Apply(x, "output_proj", decoder.LatentDim, hidden, bias: true);
    }

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
