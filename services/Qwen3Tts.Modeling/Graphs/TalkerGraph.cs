using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>The talker in a graph, for prefill and step alike: input embeddings → logits of code group 0 and the state they came from.</summary>
internal static class TalkerGraph
{
    public const string SequenceLengths = "sequence_lengths";
    public const string TotalLength = "total_length";

    /// <summary>Before the names of keys and values that a run is given, <c>key_N</c> and <c>value_N</c>; and of those after it.</summary>
    public const string Past = "past_";
    public const string Present = "present_";

    /// <summary>Longest sequence: prompt and frames. The rotary tables are this long.</summary>
    public const int MaxPositions = 8192;

    /// <param name="weights">Named <c>model.…</c> and <c>codec_head</c> under it.</param>
    /// <param name="x">[batch × positions × hidden].</param>
    /// <param name="last">Which of all rows' positions, counted through, is the last of each row: [batch].</param>
    /// <returns>[batch × hidden] and [batch × vocabulary].</returns>
    public static (GraphValue Hidden, GraphValue Logits) Build(
        CheckpointWeights weights, TalkerConfiguration talker, DataType attention, GraphValue x, GraphValue last)
    {
        var graph = weights.Graph;
        var shape = Shape(talker);
        object[] size = ["batch", talker.KeyValueHeads, "capacity", shape.Attention.Padding.Width];
        var cache = new (GraphValue, GraphValue)[talker.Layers];
        for (var layer = 0; layer < cache.Length; layer++)
            cache[layer] = (graph.Input($"{Past}key_{layer}", attention, size), graph.Input($"{Past}value_{layer}", attention, size));
        // The operator wants 32-bit integers.
        var lengths = graph.Input(SequenceLengths, DataType.Int32, "batch");
        var total = graph.Input(TotalLength, DataType.Int32, 1);
        var states = new DecoderStack(weights.Under("model"), shape, attention).Run(x, lengths, total, cache, Present);
        foreach (var (key, value) in cache)
        {
            graph.OutputOf(key, attention, size);
            graph.OutputOf(value, attention, size);
        }

        // Only the last position of each row is asked for: a prefill's others have no use.
        var hidden = graph.Gather(graph.Reshape(states, -1, talker.HiddenSize), last);
        var head = weights.Linear("codec_head", talker.VocabularySize, talker.HiddenSize);
        var logits = graph.MatMul(graph.Convert(hidden, DataType.Float, weights.Type), head);
        return (hidden, graph.Convert(logits, weights.Type, DataType.Float));
    }

    public static DecoderStackShape Shape(TalkerConfiguration talker) => new(
        new AttentionShape(talker.HiddenSize, talker.Heads, talker.KeyValueHeads, talker.HeadDim),
        talker.Layers,
        talker.IntermediateSize,
        talker.RmsNormEpsilon,
        talker.RopeTheta,
        MaxPositions);
}
