using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The code predictor in a graph, pass by pass: embeddings of the talker's width → logits of the next code group. The passes of a frame
/// are written out one after another, for a captured graph knows no loop; their weights are there once.
/// </summary>
internal sealed class CodePredictorGraph
{
    /// <summary>Keys and values before the first pass, which reads none of them: [batch × KV heads × groups × head width].</summary>
    public const string EmptyCache = "predictor_cache";

    private readonly CheckpointWeights _weights;
    private readonly TalkerConfiguration _talker;
    private readonly DecoderStack _stack;
    private readonly GraphValue _zeros;
    private readonly (GraphValue, GraphValue)[] _cache;

    /// <param name="weights">Named <c>model.…</c>, <c>lm_head.N</c> and <c>small_to_mtp_projection</c> under it.</param>
    /// <param name="zeros">An integer zero for each row: [batch], 32 bits.</param>
    public CodePredictorGraph(CheckpointWeights weights, TalkerConfiguration talker, DataType attention, GraphValue zeros)
    {
        (_weights, _talker, _zeros) = (weights, talker, zeros);
        var shape = Shape(talker.CodePredictor, talker.CodeGroups);
        _stack = new DecoderStack(weights.Under("model"), shape, attention);
        var empty = weights.Graph.Input(
            EmptyCache, attention, "batch", talker.CodePredictor.KeyValueHeads, talker.CodeGroups, shape.Attention.Padding.Width);
        _cache = [.. Enumerable.Repeat((empty, empty), shape.Layers)];
    }

    /// <summary>The pass that gives the logits of <paramref name="group"/>: [batch × vocabulary].</summary>
    /// <param name="rows">
    /// Of the first pass the talker's state and the embedding of its code, [batch × 2 × hidden]; of the others the embedding of the code
    /// of the group before.
    /// </param>
    public GraphValue Pass(int group, GraphValue rows)
    {
        var graph = _weights.Graph;
        var predictor = _talker.CodePredictor;
        // A pass ends with the position of its group's number: two in the first, one more in each further one.
        var lengths = graph.Add(_zeros, graph.Integer(group));
        var states = _stack.Run(Project(rows), lengths, graph.Integer(group + 1), _cache, $"pass_{group}_");
        var last = graph.Reshape(graph.Slice(states, 1, -1), -1, predictor.HiddenSize);
        var head = _weights.Linear($"lm_head.{group - 1}", predictor.VocabularySize, predictor.HiddenSize);
        return graph.Convert(graph.MatMul(graph.Convert(last, DataType.Float, _weights.Type), head), _weights.Type, DataType.Float);
    }

    private GraphValue Project(GraphValue rows)
    {
        var graph = _weights.Graph;
        int wide = _talker.HiddenSize, narrow = _talker.CodePredictor.HiddenSize;
        if (wide == narrow && !_weights.Has("small_to_mtp_projection.weight"))
            return rows;
        var product = _weights.Apply(graph.Convert(rows, DataType.Float, _weights.Type), "small_to_mtp_projection", narrow, wide);
        return graph.Add(graph.Convert(product, _weights.Type, DataType.Float), _weights.Tensor("small_to_mtp_projection.bias", narrow));
    }

    public static DecoderStackShape Shape(CodePredictorConfiguration predictor, int positions) => new(
        new AttentionShape(predictor.HiddenSize, predictor.Heads, predictor.KeyValueHeads, predictor.HeadDim),
        predictor.Layers,
        predictor.IntermediateSize,
        predictor.RmsNormEpsilon,
        predictor.RopeTheta,
        positions);
}
