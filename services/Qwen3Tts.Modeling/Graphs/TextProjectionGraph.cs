using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>Rows of the text table → the talker's width: fc2(silu(fc1(x))). The table itself stays in the mapped checkpoint.</summary>
internal static class TextProjectionGraph
{
    public const string Rows = "rows";
    public const string Embeddings = "embeddings";

    public static GraphBuilder Build(Checkpoint checkpoint)
    {
        var talker = checkpoint.Configuration.Talker;
        var graph = new GraphBuilder("text_projection");
        var weights = new CheckpointWeights(graph, checkpoint.Tensors, "talker.text_projection.");
        var rows = graph.Input(Rows, DataType.Float, "ids", talker.TextHiddenSize);
        var inner = graph.Silu(weights.Apply(rows, "linear_fc1", talker.TextHiddenSize, talker.TextHiddenSize, bias: true));
        var outer = weights.Apply(inner, "linear_fc2", talker.HiddenSize, talker.TextHiddenSize, bias: true);
        graph.Output(Embeddings, outer, DataType.Float, "ids", talker.HiddenSize);
        return graph;
    }
}
