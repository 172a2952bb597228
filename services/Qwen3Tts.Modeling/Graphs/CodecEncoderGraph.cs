using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The convs of the codec's encoder, the encoding half of Mimi (Défossez et al. 2024, arXiv:2410.00037): samples [batch × samples]
/// and the state after earlier samples → features [batch × positions × hidden] and the state after these. Causal, so that a long clip
/// is encoded in pieces of bounded memory. All but the last must be a whole number of positions; the end of the last is filled with
/// zeros at every strided conv, as the official code does.
/// </summary>
internal static class CodecEncoderGraph
{
    public const string Samples = "samples";
    public const string Features = "features";

    /// <summary>Samples that make one position.</summary>
    public static int Stride(CodecEncoderConfiguration encoder) => encoder.Ratios.Aggregate(1, (product, ratio) => product * ratio);

    public static GraphBuilder Build(Checkpoint checkpoint)
    {
        var encoder = checkpoint.Codec.Encoder;
        var graph = new GraphBuilder("codec_encoder");
        var weights = new CheckpointWeights(graph, checkpoint.CodecTensors, "encoder.encoder.");
        var conv = new StreamingConvolution(graph);
        var channels = encoder.Filters;
        var index = 0;
        CheckpointWeights Next() => weights.Under($"layers.{index++}");

        var x = graph.Reshape(graph.Input(Samples, DataType.Float, "batch", "samples"), 0, 1, -1);
        x = conv.Causal(Next().Under("conv"), x, encoder.AudioChannels, channels, encoder.KernelSize);
        foreach (var ratio in encoder.Ratios.Reverse())
        {
            for (var layer = 0; layer < encoder.ResidualLayers; layer++)
                x = Residual(Next().Under("block"), conv, encoder, x, channels, (int)Math.Pow(encoder.DilationGrowth, layer));
            index++;
            x = conv.Causal(Next().Under("conv"), Elu(graph, x), channels, 2 * channels, kernel: 2 * ratio, stride: ratio);
            channels *= 2;
        }

        index++;
        x = conv.Causal(Next().Under("conv"), Elu(graph, x), channels, encoder.HiddenSize, encoder.LastKernelSize);
        graph.Output(Features, graph.Transpose(x, 0, 2, 1), DataType.Float, "batch", "positions", encoder.HiddenSize);
        return graph;
    }

    private static GraphValue Residual(
        CheckpointWeights weights, StreamingConvolution conv, CodecEncoderConfiguration encoder, GraphValue x, int channels, int dilation)
    {
        var graph = weights.Graph;
        var inner = channels / encoder.Compress;
        var y = conv.Causal(weights.Under("1.conv"), Elu(graph, x), channels, inner, encoder.ResidualKernelSize, dilation);
        y = conv.Causal(weights.Under("3.conv"), Elu(graph, y), inner, channels, kernel: 1);
        return graph.Add(x, y);
    }

    private static GraphValue Elu(GraphBuilder graph, GraphValue x) => graph.Node("Elu", [x]);
}
