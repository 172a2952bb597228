using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The rest of the codec's encoder, over a whole clip: features [1 × positions × hidden] → transformer → a conv that halves the rate →
/// split residual quantizers → codes [frames × groups].
/// </summary>
internal static class CodecQuantizerGraph
{
    public const string Features = "features";
    public const string Codes = "codes";

    // Of the conv that halves the rate: fixed in the official code, whatever the configuration.
    private const int DownsampleStride = 2;
    private const int DownsampleKernel = 4;

    public static GraphBuilder Build(Checkpoint checkpoint)
    {
        var encoder = checkpoint.Codec.Encoder;
        var graph = new GraphBuilder("codec_quantizer");
        var weights = new CheckpointWeights(graph, checkpoint.CodecTensors, "encoder.");
        var x = graph.Input(Features, DataType.Float, 1, "positions", encoder.HiddenSize);
        x = Attend(weights.Under("encoder_transformer"), encoder, x);
        x = Downsample(weights.Under("downsample.conv"), encoder, graph.Transpose(x, 0, 2, 1));
        x = graph.Reshape(graph.Transpose(x, 0, 2, 1), -1, encoder.HiddenSize);
        var quantizer = weights.Under("quantizer");
        var semantic = encoder.SemanticQuantizers;
        var codes = graph.Concat(
            1,
            [
                .. Quantize(quantizer.Under("semantic_residual_vector_quantizer"), encoder, x, semantic),
                .. Quantize(quantizer.Under("acoustic_residual_vector_quantizer"), encoder, x, checkpoint.Codec.Groups - semantic),
            ]);
        graph.Output(Codes, codes, DataType.Int64, "frames", checkpoint.Codec.Groups);
        return graph;
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

    private static GraphValue Downsample(CheckpointWeights weights, CodecEncoderConfiguration encoder, GraphValue x)
    {
        var graph = weights.Graph;
        // Both ends repeat their last value; the right one only up to a whole frame.
        var pads = graph.Concat(
            0, graph.Constant(0, 0, DownsampleKernel - DownsampleStride, 0, 0), graph.Remainder(x, 2, DownsampleStride));
        var weight = weights.Tensor("weight", encoder.HiddenSize, encoder.HiddenSize, DownsampleKernel);
        return graph.Node("Conv", [graph.Node("Pad", [x, pads], ("mode", "edge")), weight], ("strides", new long[] { DownsampleStride }));
    }

    /// <summary>For each layer, the nearest codebook vectors to what the layers before left: [frames × 1].</summary>
    /// <param name="x">[frames × hidden].</param>
    private static IEnumerable<GraphValue> Quantize(CheckpointWeights weights, CodecEncoderConfiguration encoder, GraphValue x, int layers)
    {
        var graph = weights.Graph;
        int size = encoder.CodebookSize, width = encoder.CodebookDim;
        var residual = Project(weights, encoder, x);
        for (var layer = 0; layer < layers; layer++)
        {
            var part = weights.Under($"layers.{layer}.codebook");
            float[] Vectors(Func<string, long[], float[]> read) =>
                Codebook.Vectors(read("embed_sum", [size, width]), read("cluster_usage", [size]));
            var vectors = part.Combined("vectors", [size, width], Vectors);
            var bias = part.Combined("bias", [size], read => Codebook.NearnessBias(Vectors(read), size));
            var nearness = graph.Node("Gemm", [residual, vectors, bias], ("transB", 1));
            var nearest = graph.Node("ArgMax", [nearness], ("axis", 1), ("keepdims", 1));
            residual = graph.Sub(residual, graph.Gather(vectors, graph.Reshape(nearest, -1)));
            yield return nearest;
        }
    }

    // The official code has no projection where it would change no width.
    private static GraphValue Project(CheckpointWeights weights, CodecEncoderConfiguration encoder, GraphValue x)
    {
        long width = encoder.CodebookDim, hidden = encoder.HiddenSize;
        return width == hidden
            ? x
            : weights.Graph.Node(
                "Gemm", [x, weights.Derived("input_proj.weight", [width, hidden, 1], [width, hidden], stored => stored)], ("transB", 1));
    }
}
