using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The speaker encoder, an ECAPA-TDNN (Desplanques et al. 2020, arXiv:2005.07143): log-mel [batch × frames × bands] → x-vector
/// [batch × width], not normalised. All convs keep the length by mirroring the ends.
/// </summary>
internal static class SpeakerEncoderGraph
{
    public const string Mel = "mel";
    public const string XVector = "x_vector";

    // Least variance whose root is taken, as in the official code.
    private const float VarianceFloor = 1e-12f;

    /// <summary>The fewest frames that every conv can mirror its ends from.</summary>
    public static int MinFrames(SpeakerEncoderConfiguration encoder) =>
        1 + encoder.KernelSizes.Zip(encoder.Dilations, (kernel, dilation) => ((kernel - 1) * dilation + 1) / 2).Max();

    public static GraphBuilder Build(Checkpoint checkpoint)
    {
        var encoder = checkpoint.Configuration.SpeakerEncoder
            ?? throw new ArgumentException($"Checkpoint {checkpoint.Name} has no speaker encoder.", nameof(checkpoint));
        var graph = new GraphBuilder("speaker_encoder");
        var weights = new CheckpointWeights(graph, checkpoint.Tensors, "speaker_encoder.");
        var x = graph.Transpose(graph.Input(Mel, DataType.Float, "batch", "frames", encoder.MelBands), 0, 2, 1);

        x = Tdnn(weights.Under("blocks.0"), x, encoder.MelBands, encoder.Channels[0], encoder.KernelSizes[0], encoder.Dilations[0]);
        var last = encoder.Channels.Count - 1;
        var outputs = new List<GraphValue>();
        for (var i = 1; i < last; i++)
            outputs.Add(x = SqueezedRes2Net(weights.Under($"blocks.{i}"), encoder, x, i));
        x = graph.Concat(1, [.. outputs]);
        x = Tdnn(
            weights.Under("mfa"), x, encoder.Channels.Take(1..last).Sum(), encoder.Channels[last], encoder.KernelSizes[last], encoder.Dilations[last]);
        x = PoolStatistics(weights.Under("asp"), x, encoder.Channels[last], encoder.AttentionChannels);
        x = Conv(weights.Under("fc"), x, 2 * encoder.Channels[last], encoder.Width);
        graph.Output(XVector, graph.Reshape(x, 0, -1), DataType.Float, "batch", encoder.Width);
        return graph;
    }

    private static GraphValue SqueezedRes2Net(CheckpointWeights weights, SpeakerEncoderConfiguration encoder, GraphValue x, int block)
    {
        var graph = weights.Graph;
        int inputs = encoder.Channels[block - 1], outputs = encoder.Channels[block];
        var inner = Tdnn(weights.Under("tdnn1"), x, inputs, outputs);
        inner = Res2Net(weights.Under("res2net_block"), encoder, inner, block);
        inner = Tdnn(weights.Under("tdnn2"), inner, outputs, outputs);
        var squeezed = graph.ReduceMean(inner, 2, keep: true);
        squeezed = graph.Node("Relu", [Conv(weights.Under("se_block.conv1"), squeezed, outputs, encoder.SqueezeChannels)]);
        var excitation = graph.Sigmoid(Conv(weights.Under("se_block.conv2"), squeezed, encoder.SqueezeChannels, outputs));
        return graph.Add(graph.Mul(inner, excitation), x);
    }

    /// <summary>Convs over slices of the channels, each fed with its slice and the result of the one before (arXiv:1904.01169).</summary>
    private static GraphValue Res2Net(CheckpointWeights weights, SpeakerEncoderConfiguration encoder, GraphValue x, int block)
    {
        var graph = weights.Graph;
        var width = encoder.Channels[block] / encoder.Res2NetScale;
        var slices = graph.Split(x, 1, [.. Enumerable.Repeat((long)width, encoder.Res2NetScale)]);
        for (var i = 1; i < slices.Length; i++)
        {
            var input = i == 1 ? slices[i] : graph.Add(slices[i], slices[i - 1]);
            slices[i] = Tdnn(
                weights.Under($"blocks.{i - 1}"), input, width, width, encoder.KernelSizes[block], encoder.Dilations[block]);
        }

        return graph.Concat(1, slices);
    }

    /// <summary>Mean and deviation over time, weighted by attention that sees the plain ones: [batch × 2 · channels × 1].</summary>
    private static GraphValue PoolStatistics(CheckpointWeights weights, GraphValue x, int channels, int attentionChannels)
    {
        var graph = weights.Graph;
        var shape = graph.Node("Shape", [x]);
        var mean = graph.ReduceMean(x, 2, keep: true);
        var deviation = Deviation(graph, graph.ReduceMean(Square(graph, graph.Sub(x, mean)), 2, keep: true));
        var context = graph.Concat(1, x, graph.Node("Expand", [mean, shape]), graph.Node("Expand", [deviation, shape]));
        var attention = graph.Node("Tanh", [Tdnn(weights.Under("tdnn"), context, 3 * channels, attentionChannels)]);
        attention = graph.Softmax(Conv(weights.Under("conv"), attention, attentionChannels, channels));
        mean = graph.ReduceSum(graph.Mul(attention, x), 2, keep: true);
        deviation = Deviation(graph, graph.ReduceSum(graph.Mul(attention, Square(graph, graph.Sub(x, mean))), 2, keep: true));
        return graph.Concat(1, mean, deviation);
    }

    private static GraphValue Square(GraphBuilder graph, GraphValue x) => graph.Mul(x, x);

    private static GraphValue Deviation(GraphBuilder graph, GraphValue variance) =>
        graph.Node("Sqrt", [graph.Node("Max", [variance, graph.Scalar(VarianceFloor)])]);

    private static GraphValue Tdnn(CheckpointWeights weights, GraphValue x, int inputs, int outputs, int kernel = 1, int dilation = 1) =>
        weights.Graph.Node("Relu", [Conv(weights.Under("conv"), x, inputs, outputs, kernel, dilation)]);

    private static GraphValue Conv(CheckpointWeights weights, GraphValue x, int inputs, int outputs, int kernel = 1, int dilation = 1)
    {
        var graph = weights.Graph;
        var mirrored = (kernel - 1) * dilation;
        if (mirrored > 0)
            x = graph.Node("Pad", [x, graph.Constant(0, 0, mirrored / 2, 0, 0, mirrored - mirrored / 2)], ("mode", "reflect"));
        return graph.Node(
            "Conv",
            [x, weights.Tensor("weight", outputs, inputs, kernel), weights.Tensor("bias", outputs)],
            ("dilations", new long[] { dilation }));
    }
}
