using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The rest of the codec's encoder (Mimi), over a whole clip: features [1 × positions × hidden] → transformer → a conv that halves the
/// rate → split residual quantizers → codes [frames × groups].
/// </summary>
internal static class CodecQuantizerGraph
{
    public const string Features = "features";
    public const string Codes = "codes";

    // Of the conv that halves the rate: fixed in the official code, whatever the configuration.
    private const int DownsampleStride = 2;
    private const int DownsampleKernel = 4;

    private const float LeastUsage = 1e-5f;

    public static GraphBuilder Build(Checkpoint checkpoint)
    {
        var encoder = checkpoint.Codec.Encoder;
        var graph = new GraphBuilder("codec_quantizer");
        var weights = new CheckpointWeights(graph, checkpoint.CodecTensors, "encoder.");
        var x = graph.Input(Features, DataType.Float, 1, "positions", encoder.HiddenSize);

        x = CausalTransformer.Build(weights.Under("encoder_transformer"), encoder, x);
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

    private static GraphValue Downsample(CheckpointWeights weights, CodecEncoderConfiguration encoder, GraphValue x)
    {
        var graph = weights.Graph;
        // Both ends repeat their last value; the right one only up to a whole frame.
        var pads = graph.Concat(
            0,
            graph.Constant(0, 0, DownsampleKernel - DownsampleStride, 0, 0),
            graph.Remainder(x, 2, DownsampleStride));
        return graph.Node(
            "Conv",
            [
                graph.Node("Pad", [x, pads], ("mode", "edge")),
                weights.Tensor("weight", encoder.HiddenSize, encoder.HiddenSize, DownsampleKernel),
            ],
            ("strides", new long[] { DownsampleStride }));
    }

    /// <summary>The nearest entry of each codebook in turn to what the ones before left: [frames × 1] each.</summary>
    /// <param name="x">[frames × hidden].</param>
    private static GraphValue[] Quantize(CheckpointWeights weights, CodecEncoderConfiguration encoder, GraphValue x, int layers)
    {
        var graph = weights.Graph;
        int size = encoder.CodebookSize, width = encoder.CodebookDim;
        // There is no projection where it would change no width.
        var residual = width == encoder.HiddenSize ? x : graph.Node(
            "Gemm", [x, weights.Derived("input_proj.weight", [width, encoder.HiddenSize, 1], [width, encoder.HiddenSize], all => all)], ("transB", 1));
        var codes = new GraphValue[layers];
        for (var layer = 0; layer < layers; layer++)
        {
            var codebook = weights.Under($"layers.{layer}.codebook");
            float[] Entries(Func<string, long[], float[]> read) => Divide(read("embed_sum", [size, width]), read("cluster_usage", [size]));
            var entries = codebook.Combined("entries", [size, width], Entries);
            var norms = codebook.Combined("norms", [size], read => SquaredNorms(Entries(read), size));
            // |r − e|² without |r|², which is the same for every entry.
            var distances = graph.Node("Gemm", [residual, entries, norms], ("alpha", -2f), ("transB", 1));
            codes[layer] = graph.Node("ArgMin", [distances], ("axis", 1), ("keepdims", 1));
            if (layer < layers - 1)
                residual = graph.Sub(residual, graph.Gather(entries, graph.Reshape(codes[layer], -1)));
        }

        return codes;
    }

    private static float[] Divide(float[] sums, float[] usage)
    {
        var width = sums.Length / usage.Length;
        return [.. sums.Select((sum, i) => sum / Math.Max(usage[i / width], LeastUsage))];
    }

    private static float[] SquaredNorms(float[] entries, int size) =>
        [.. entries.Chunk(entries.Length / size).Select(entry => (float)entry.Sum(value => (double)value * value))];
}
