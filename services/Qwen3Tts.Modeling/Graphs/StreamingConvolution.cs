using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>Causal convolutions whose left context comes in with the state and goes out with it.</summary>
/// <param name="state">Where the contexts of many utterances lie; null makes them inputs and outputs of the graph.</param>
internal sealed class StreamingConvolution(GraphBuilder graph, PlacedState? state = null)
{
    public const string Past = "past_context_";
    public const string Present = "present_context_";

    private int _contexts;

    /// <summary>
    /// A causal conv: one sample out for <paramref name="stride"/> in. Where the input is no whole number of strides, zeros fill its end:
    /// what follows it can then not be given.
    /// </summary>
    /// <param name="weights">Names <c>weight</c> [outputs × inputs/groups × kernel] and <c>bias</c> under it.</param>
    /// <param name="x">[batch × inputs × time].</param>
    public GraphValue Causal(
        CheckpointWeights weights, GraphValue x, int inputs, int outputs, int kernel, int dilation = 1, int groups = 1, int stride = 1)
    {
        var whole = WithContext(x, inputs, (kernel - 1) * dilation + 1 - stride);
        if (stride > 1)
            whole = graph.Node("Pad", [whole, graph.Concat(0, graph.Constant(0, 0, 0, 0, 0), graph.Remainder(x, 2, stride))]);
        return graph.Node(
            "Conv",
            [whole, weights.Tensor("weight", outputs, inputs / groups, kernel), weights.Tensor("bias", outputs)],
            ("dilations", new long[] { dilation }),
            ("strides", new long[] { stride }),
            ("group", groups));
    }

    /// <summary>A causal transposed conv: <paramref name="stride"/> samples out for one in; what lies beyond is the next call's.</summary>
    /// <param name="weights">Names <c>weight</c> [inputs × outputs × kernel] and <c>bias</c> under it.</param>
    public GraphValue Transposed(CheckpointWeights weights, GraphValue x, int inputs, int outputs, int kernel, int stride)
    {
        // Each output depends on the inputs whose kernels reach it: the current one and this many before.
        var earlier = (kernel + stride - 1) / stride - 1;
        var whole = WithContext(x, inputs, earlier);
        var all = graph.Node(
            "ConvTranspose",
            [whole, weights.Tensor("weight", inputs, outputs, kernel), weights.Tensor("bias", outputs)],
            ("strides", new long[] { stride }));
        return kernel == stride ? all : graph.Slice(all, 2, (long)earlier * stride, -(kernel - stride));
    }

    private GraphValue WithContext(GraphValue x, int channels, int length)
    {
        if (length == 0)
            return x;
        var index = _contexts++;
        if (state is not null)
            return state.Extend($"context_{index}", x, length, channels, length);
        var past = graph.Input(Past + index, DataType.Float, "batch", channels, length);
        var whole = graph.Concat(2, past, x);
        graph.Output(Present + index, graph.Slice(whole, 2, -length), DataType.Float, "batch", channels, length);
        return whole;
    }
}
