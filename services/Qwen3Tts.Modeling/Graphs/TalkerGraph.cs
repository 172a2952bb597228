using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>The talker, for prefill and step alike: input embeddings → logits of code group 0 and the state they came from.</summary>
internal static class TalkerGraph
{
    public const string Embeddings = DecoderStack.Embeddings;
    public const string Logits = "logits";
    public const string Hidden = "hidden";

    /// <summary>Longest sequence: prompt and frames. The rotary tables are this long.</summary>
    public const int MaxPositions = 8192;

    public static GraphBuilder Build(Checkpoint checkpoint)
    {
        var talker = checkpoint.Configuration.Talker;
        var graph = new GraphBuilder("talker");
        var weights = new CheckpointWeights(graph, checkpoint.Tensors, "talker.");
        var x = graph.Input(Embeddings, DataType.Float, "batch", "positions", talker.HiddenSize);
        var hidden = DecoderStack.Build(weights.Under("model"), Shape(talker), x);
        // Only the last position of each row is asked for: a prefill's others have no use.
        var last = graph.Reshape(graph.Slice(hidden, 1, -1), -1, talker.HiddenSize);
        graph.Output(Hidden, last, DataType.Float, "batch", talker.HiddenSize);
        var logits = weights.Apply(last, "codec_head", talker.VocabularySize, talker.HiddenSize);
        graph.Output(Logits, logits, DataType.Float, "batch", talker.VocabularySize);
        return graph;
    }

    public static DecoderStackShape Shape(TalkerConfiguration talker) => new(
        new AttentionShape(talker.HiddenSize, talker.Heads, talker.KeyValueHeads, talker.HeadDim),
        talker.Layers,
        talker.IntermediateSize,
        talker.RmsNormEpsilon,
        talker.RopeTheta,
        MaxPositions);
}
