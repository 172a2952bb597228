using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The codec's encoder, for reference clips: the encoding half of Mimi (Défossez et al. 2024, arXiv:2410.00037). Samples → codes.
/// A clip is encoded whole, so there is no state.
/// </summary>
internal static class CodecEncoderGraph
{
    /// <summary>[batch × samples].</summary>
    public const string Samples = "samples";

    /// <summary>[groups × frames].</summary>
    public const string Codes = "codes";

    public static GraphBuilder Build(Checkpoint checkpoint)
    {
        var encoder = checkpoint.Codec.Encoder;
        var graph = new GraphBuilder("codec_encoder");
        var weights = new CheckpointWeights(graph, checkpoint.CodecTensors, "encoder.");
        var samples = graph.Input(Samples, DataType.Float, 1, "samples");
        var x = Convolve(weights.Under("encoder"), encoder, graph.Reshape(samples, 1, 1, -1));
        x = graph.Transpose(x, 0, 2, 1);
        x = Attend(weights.Under("encoder_transformer"), encoder, x);
        x = graph.Transpose(x, 0, 2, 1);
        // Twice as fast a rate as the frames': kernel 4, stride 2, its ends repeated rather than zero.
        x = graph.Node(
            "Conv",
            [Padded(graph, x, kernel: 4, stride: 2, "edge"), weights.Tensor("downsample.conv.weight", encoder.HiddenSize, encoder.HiddenSize, 4)],
            ("strides", new long[] { 2 }));
        var codes = graph.Concat(
            0,
            [
                .. Quantize(weights.Under("quantizer.semantic_residual_vector_quantizer"), encoder, x, encoder.SemanticQuantizers),
                .. Quantize(
                    weights.Under("quantizer.acoustic_residual_vector_quantizer"),
                    encoder,
                    x,
                    checkpoint.Codec.Groups - encoder.SemanticQuantizers),
            ]);
        graph.Output(Codes, codes, DataType.Int64, checkpoint.Codec.Groups, "frames");
        return graph;
    }

    private static GraphValue Convolve(CheckpointWeights weights, CodecEncoderConfiguration encoder, GraphValue x)
    {
        var graph = weights.Graph;
        var channels = encoder.Filters;
        var layer = 0;
        x = Conv(weights.Under("layers.0.conv"), x, encoder.AudioChannels, channels, encoder.KernelSize);
        foreach (var ratio in encoder.Ratios.Reverse())
        {
            for (var unit = 0; unit < encoder.ResidualLayers; unit++)
            {
                var block = weights.Under($"layers.{++layer}.block");
                var inner = channels / encoder.Compress;
                var dilation = (int)Math.Pow(encoder.DilationGrowth, unit);
                var y = Conv(block.Under("1.conv"), Elu(graph, x), channels, inner, encoder.ResidualKernelSize, dilation: dilation);
                y = Conv(block.Under("3.conv"), Elu(graph, y), inner, channels, kernel: 1);
                x = graph.Add(x, y);
            }

            // An activation has a layer number of its own.
            layer += 2;
            x = Conv(weights.Under($"layers.{layer}.conv"), Elu(graph, x), channels, 2 * channels, 2 * ratio, stride: ratio);
            channels *= 2;
        }

        return Conv(weights.Under($"layers.{layer + 2}.conv"), Elu(graph, x), channels, encoder.HiddenSize, encoder.LastKernelSize);
    }

    private static GraphValue Elu(GraphBuilder graph, GraphValue x) => graph.Node("Elu", [x]);

    private static GraphValue Conv(
        CheckpointWeights weights, GraphValue x, int inputs, int outputs, int kernel, int stride = 1, int dilation = 1)
    {
        var graph = weights.Graph;
        var padded = Padded(graph, x, (kernel - 1) * dilation + 1, stride, "constant");
        return graph.Node(
            "Conv",
            [padded, weights.Tensor("weight", outputs, inputs, kernel), weights.Tensor("bias", outputs)],
            ("strides", new long[] { stride }),
            ("dilations", new long[] { dilation }));
    }

    /// <summary>Causal padding on the left, and on the right what makes the last window whole.</summary>
    private static GraphValue Padded(GraphBuilder graph, GraphValue x, int kernel, int stride, string mode)
    {
        GraphValue pads;
        if (stride == 1)
        {
            if (kernel == 1)
                return x;
            pads = graph.Constant(0, 0, kernel - 1, 0, 0, 0);
        }
        else
        {
            var length = graph.Slice(graph.Node("Shape", [x]), 0, 2);
            var missing = graph.Node("Mod", [graph.Node("Neg", [length]), graph.Constant(stride)]);
            pads = graph.Concat(0, graph.Constant(0, 0, kernel - stride, 0, 0), missing);
        }

        return graph.Node("Pad", [x, pads], ("mode", mode));
    }

    private static GraphValue Attend(CheckpointWeights weights, CodecEncoderConfiguration encoder, GraphValue x)
    {
        var graph = weights.Graph;
        var hidden = encoder.HiddenSize;
        var attention = new RotaryAttention(graph, new AttentionShape(hidden, encoder.Heads, encoder.KeyValueHeads, encoder.HeadDim));
        for (var layer = 0; layer < encoder.Layers; layer++)
        {
            var part = weights.Under($"layers.{layer}");
            var normed = Norm(part.Under("input_layernorm"), encoder, x);
            var mixed = attention.Build(part.Under("self_attn"), normed, (value, _) => value);
            x = graph.Add(x, graph.Mul(mixed, part.Tensor("self_attn_layer_scale.scale", hidden)));
            normed = Norm(part.Under("post_attention_layernorm"), encoder, x);
            var fed = graph.Gelu(part.Apply(normed, "mlp.fc1", encoder.IntermediateSize, hidden));
            fed = part.Apply(fed, "mlp.fc2", hidden, encoder.IntermediateSize);
            x = graph.Add(x, graph.Mul(fed, part.Tensor("mlp_layer_scale.scale", hidden)));
        }

        return x;
    }

    private static GraphValue Norm(CheckpointWeights weights, CodecEncoderConfiguration encoder, GraphValue x) => weights.Graph.LayerNorm(
        x, weights.Tensor("weight", encoder.HiddenSize), weights.Tensor("bias", encoder.HiddenSize), encoder.NormEpsilon);

    /// <returns>For each layer, the nearest codebook vectors of what the layers before left: [1 × frames].</returns>
    private static IEnumerable<GraphValue> Quantize(CheckpointWeights weights, CodecEncoderConfiguration encoder, GraphValue x, int layers)
    {
        var graph = weights.Graph;
        int size = encoder.CodebookSize, width = encoder.CodebookDim;
        x = graph.Node("Conv", [x, weights.Tensor("input_proj.weight", width, encoder.HiddenSize, 1)]);
        var residual = graph.Reshape(graph.Transpose(x, 0, 2, 1), -1, width);
        for (var layer = 0; layer < layers; layer++)
        {
            var part = weights.Under($"layers.{layer}.codebook");
            float[] Vectors(Func<string, long[], float[]> read) =>
                Codebook.Vectors(read("embed_sum", [size, width]), read("cluster_usage", [size]));
            var vectors = part.Combined("vectors", [size, width], Vectors);
            var bias = part.Combined("bias", [size], read => Codebook.NearnessBias(Vectors(read), size));
            var nearness = graph.Node("Gemm", [residual, vectors, bias], ("transB", 1));
            var indices = graph.Node("ArgMax", [nearness], ("axis", 1), ("keepdims", 0));
            residual = graph.Sub(residual, graph.Gather(vectors, indices));
            yield return graph.Reshape(indices, 1, -1);
        }
    }
}
