using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The codec decoder's transformer: sliding-window attention, SwiGLU, a layer scale after each. Keys and values of the last
/// window − 1 frames are state, so that a batch may hold utterances of different age.
/// </summary>
internal static class WindowedTransformer
{
    /// <param name="x">[batch × frames × latent].</param>
    public static GraphValue Build(CheckpointWeights weights, CodecDecoderConfiguration decoder, PlacedState state, GraphValue x)
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
                part.Under("self_attn"), normed, (value, name) => WithWindow(state, value, prefix + name, shape, decoder.SlidingWindow - 1));
            x = graph.Add(x, graph.Mul(mixed, part.Tensor("self_attn_layer_scale.scale", hidden)));
            normed = graph.RmsNorm(x, part.Tensor("post_attention_layernorm.weight", hidden), decoder.RmsNormEpsilon);
            var fed = GatedFeedForward.Build(part.Under("mlp"), normed, hidden, decoder.IntermediateSize);
            x = graph.Add(x, graph.Mul(fed, part.Tensor("mlp_layer_scale.scale", hidden)));
        }

        x = graph.RmsNorm(x, weights.Tensor("norm.weight", hidden), decoder.RmsNormEpsilon);
        return weights.Apply(x, "output_proj", decoder.LatentDim, hidden, bias: true);
    }

    private static GraphValue WithWindow(PlacedState state, GraphValue x, string name, AttentionShape shape, int window) =>
        window == 0 ? x : state.Extend($"window_{name}", x, window, shape.KeyValueHeads, window, shape.HeadDim);
}
