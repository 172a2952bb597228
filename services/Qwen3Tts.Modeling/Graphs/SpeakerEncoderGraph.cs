using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>The speaker encoder, an ECAPA-TDNN (Desplanques et al. 2020, arXiv:2005.07143): log-mel → x-vector.</summary>
internal static class SpeakerEncoderGraph
{
    /// <summary>[batch × frames × bands].</summary>
    public const string Mel = "mel";

    /// <summary>[batch × width], not normalised.</summary>
    public const string XVector = "x_vector";

    private const float VarianceFloor = 1e-12f;

    public static GraphBuilder Build(Checkpoint checkpoint)
    {
        var encoder = checkpoint.Configuration.SpeakerEncoder
            ?? throw new ArgumentException($"Checkpoint {checkpoint.Name} has no speaker encoder.", nameof(checkpoint));
        var graph = new GraphBuilder("speaker_encoder");
        var weights = new CheckpointWeights(graph, checkpoint.Tensors, "speaker_encoder.");
        var mel = graph.Input(Mel, DataType.Float, "batch", "frames", encoder.MelBands);
        var x = graph.Transpose(mel, 0, 2, 1);
        x = TimeDelay(weights.Under("blocks.0"), x, encoder.MelBands, encoder.Channels[0], encoder.KernelSizes[0], encoder.Dilations[0]);
        var outputs = new List<GraphValue>();
        for (var block = 1; block < encoder.Channels.Count - 1; block++)
        {
            x = SqueezeExcitedRes2Net(weights.Under($"blocks.{block}"), encoder, x, block);
            outputs.Add(x);
        }

        var width = encoder.Channels[^1];
        x = graph.Concat(1, [.. outputs]);
        x = TimeDelay(weights.Under("mfa"), x, encoder.Channels.Skip(1).SkipLast(1).Sum(), width, encoder.KernelSizes[^1], encoder.Dilations[^1]);
        x = PooledStatistics(weights.Under("asp"), x, width, encoder.AttentionChannels);
        x = Convolve(weights.Under("fc"), x, 2 * width, encoder.Width, kernel: 1, dilation: 1);
        graph.Output(XVector, graph.Reshape(x, 0, encoder.Width), DataType.Float, "batch", encoder.Width);
        return graph;
    }

    private static GraphValue TimeDelay(CheckpointWeights weights, GraphValue x, int inputs, int outputs, int kernel, int dilation) =>
        weights.Graph.Node("Relu", [Convolve(weights.Under("conv"), x, inputs, outputs, kernel, dilation)]);

    /// <summary>A conv as long as its input, which is mirrored at both ends.</summary>
    private static GraphValue Convolve(CheckpointWeights weights, GraphValue x, int inputs, int outputs, int kernel, int dilation)
    {
        var graph = weights.Graph;
        var reach = (kernel - 1) * dilation;
        if (reach > 0)
        {
            long left = reach / 2, right = reach - left;
            x = graph.Node("Pad", [x, graph.Constant(0, 0, left, 0, 0, right)], ("mode", "reflect"));
        }

        return graph.Node(
            "Conv",
            [x, weights.Tensor("weight", outputs, inputs, kernel), weights.Tensor("bias", outputs)],
            ("dilations", new long[] { dilation }));
    }

    private static GraphValue SqueezeExcitedRes2Net(CheckpointWeights weights, SpeakerEncoderConfiguration encoder, GraphValue input, int block)
    {
        var graph = weights.Graph;
        var channels = encoder.Channels[block];
        var x = TimeDelay(weights.Under("tdnn1"), input, encoder.Channels[block - 1], channels, kernel: 1, dilation: 1);
        var width = channels / encoder.Res2NetScale;
        var parts = graph.Split(x, 1, [.. Enumerable.Repeat((long)width, encoder.Res2NetScale)]);
        for (var part = 1; part < parts.Length; part++)
        {
            var scaled = part == 1 ? parts[part] : graph.Add(parts[part], parts[part - 1]);
            parts[part] = TimeDelay(
                weights.Under($"res2net_block.blocks.{part - 1}"), scaled, width, width, encoder.KernelSizes[block], encoder.Dilations[block]);
        }

        x = TimeDelay(weights.Under("tdnn2"), graph.Concat(1, parts), channels, channels, kernel: 1, dilation: 1);
        var squeezed = graph.ReduceMean(x, 2, keep: true);
        squeezed = Convolve(weights.Under("se_block.conv1"), squeezed, channels, encoder.SqueezeChannels, kernel: 1, dilation: 1);
        squeezed = graph.Node("Relu", [squeezed]);
        squeezed = Convolve(weights.Under("se_block.conv2"), squeezed, encoder.SqueezeChannels, channels, kernel: 1, dilation: 1);
        return graph.Add(graph.Mul(x, graph.Sigmoid(squeezed)), input);
    }

    /// <summary>Mean and deviation over time, weighted by an attention that sees their unweighted values.</summary>
    private static GraphValue PooledStatistics(CheckpointWeights weights, GraphValue x, int channels, int attentionChannels)
    {
        var graph = weights.Graph;
        var mean = graph.ReduceMean(x, 2, keep: true);
        var offset = graph.Sub(x, mean);
        var deviation = Deviation(graph, graph.ReduceMean(graph.Mul(offset, offset), 2, keep: true));
        var size = graph.Node("Shape", [x]);
        var context = graph.Concat(1, x, graph.Node("Expand", [mean, size]), graph.Node("Expand", [deviation, size]));
        var attention = TimeDelay(weights.Under("tdnn"), context, 3 * channels, attentionChannels, kernel: 1, dilation: 1);
        attention = Convolve(weights.Under("conv"), graph.Node("Tanh", [attention]), attentionChannels, channels, kernel: 1, dilation: 1);
        attention = graph.Softmax(attention, 2);
        mean = graph.ReduceSum(graph.Mul(attention, x), 2, keep: true);
        offset = graph.Sub(x, mean);
        deviation = Deviation(graph, graph.ReduceSum(graph.Mul(attention, graph.Mul(offset, offset)), 2, keep: true));
        return graph.Concat(1, mean, deviation);
    }

    private static GraphValue Deviation(GraphBuilder graph, GraphValue variance) =>
        graph.Node("Sqrt", [graph.Node("Max", [variance, graph.Scalar(VarianceFloor)])]);
}
