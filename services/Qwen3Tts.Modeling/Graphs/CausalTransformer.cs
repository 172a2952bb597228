using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The codec encoder's transformer over a whole clip: LayerNorm, causal attention with rotary positions from 0, a feed-forward with
/// exact GELU, a layer scale after each. No norm at the end.
/// </summary>
/// <remarks>
/// A position attends to all before it. The configuration states a sliding window, which the official code does not apply here
/// (transformers 4.57, <c>MimiTransformerModel</c>, masks with <c>create_causal_mask</c>).
/// </remarks>
internal static class CausalTransformer
{
    /// <param name="x">[1 × positions × hidden].</param>
    public static GraphValue Build(CheckpointWeights weights, CodecEncoderConfiguration encoder, GraphValue x)
    {
        var graph = weights.Graph;
        var hidden = encoder.HiddenSize;
        var positions = Positions(graph, x);
        var (cos, sin) = Angles(weights, encoder, positions);
        var mask = Mask(graph, positions);
        for (var layer = 0; layer < encoder.Layers; layer++)
        {
            var part = weights.Under($"layers.{layer}");
            var normed = Norm(part, "input_layernorm", encoder, x);
            var mixed = Attention(part.Under("self_attn"), encoder, normed, cos, sin, mask);
            x = graph.Add(x, graph.Mul(mixed, part.Tensor("self_attn_layer_scale.scale", hidden)));
            normed = Norm(part, "post_attention_layernorm", encoder, x);
            var fed = graph.Gelu(part.Apply(normed, "mlp.fc1", encoder.IntermediateSize, hidden));
            fed = part.Apply(fed, "mlp.fc2", hidden, encoder.IntermediateSize);
            x = graph.Add(x, graph.Mul(fed, part.Tensor("mlp_layer_scale.scale", hidden)));
        }

        return x;
    }

    private static GraphValue Norm(CheckpointWeights weights, string name, CodecEncoderConfiguration encoder, GraphValue x) =>
        weights.Graph.LayerNorm(
            x, weights.Tensor(name + ".weight", encoder.HiddenSize), weights.Tensor(name + ".bias", encoder.HiddenSize), encoder.NormEpsilon);

    private static GraphValue Attention(
        CheckpointWeights weights, CodecEncoderConfiguration encoder, GraphValue x, GraphValue cos, GraphValue sin, GraphValue mask)
    {
        var graph = weights.Graph;
        var shape = new AttentionShape(encoder.HiddenSize, encoder.Heads, encoder.KeyValueHeads, encoder.HeadDim);
        var all = graph.MatMul(x, weights.Linears(
            "qkv_proj", [("q_proj", shape.QueryWidth), ("k_proj", shape.KeyValueWidth), ("v_proj", shape.KeyValueWidth)], shape.Hidden));
        var parts = graph.Split(all, -1, shape.QueryWidth, shape.KeyValueWidth, shape.KeyValueWidth);
        var query = Rotary.Apply(graph, ByHead(graph, parts[0], shape.Heads, shape.HeadDim), cos, sin, shape.HeadDim);
        var key = Rotary.Apply(graph, ByHead(graph, parts[1], shape.KeyValueHeads, shape.HeadDim), cos, sin, shape.HeadDim);
        var value = ByHead(graph, parts[2], shape.KeyValueHeads, shape.HeadDim);
        return weights.Apply(ScaledAttention.Build(graph, shape, query, key, value, mask), "o_proj", shape.Hidden, shape.QueryWidth);
    }

    private static GraphValue ByHead(GraphBuilder graph, GraphValue x, int heads, int width) =>
        graph.Transpose(graph.Reshape(x, 0, 0, heads, width), 0, 2, 1, 3);

    /// <summary>0, 1, 2, … for each position: [positions].</summary>
    private static GraphValue Positions(GraphBuilder graph, GraphValue x)
    {
        var count = graph.Node("Squeeze", [graph.Size(x, 1)]);
        return graph.Node("Range", [graph.Scalar(0L), count, graph.Scalar(1L)]);
    }

    /// <summary>[positions × head width / 2] each, which broadcasts over batch and heads.</summary>
    private static (GraphValue Cosines, GraphValue Sines) Angles(
        CheckpointWeights weights, CodecEncoderConfiguration encoder, GraphValue positions)
    {
        var graph = weights.Graph;
        var half = encoder.HeadDim / 2;
        var frequencies = graph.Weight("rotary.frequencies", [1, half], () =>
            [.. Enumerable.Range(0, half).Select(pair => RotaryTables.Frequency(pair, encoder.HeadDim, encoder.RopeTheta))]);
        var column = graph.Cast(graph.Reshape(positions, -1, 1), DataType.Float);
        var angles = graph.Mul(column, frequencies);
        return (graph.Node("Cos", [angles]), graph.Node("Sin", [angles]));
    }

    /// <summary>0 where a position attends, −∞ where not: [1 × 1 × positions × positions].</summary>
    private static GraphValue Mask(GraphBuilder graph, GraphValue positions)
    {
        var attends = graph.Node("GreaterOrEqual", [graph.Reshape(positions, 1, 1, -1, 1), graph.Reshape(positions, 1, 1, 1, -1)]);
        return graph.Node("Where", [attends, graph.Scalar(0f), graph.Scalar(float.NegativeInfinity)]);
    }
}
