using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// A frame in one run, for a device that captures it: the embeddings of the frame before and the row of its text → the talker → the code
/// of group 0 → the code predictor's passes, each with the drawing of its code. The same graph takes a prefill's rows, many of one
/// utterance at once; what it draws after the last of them is the first frame. No control flow; every weight is there once.
/// </summary>
internal static class FrameGraph
{
    /// <summary>Input: what is added at each position, a prefill's whole row or a step's text. [batch × positions × hidden].</summary>
    public const string Rows = "rows";

    /// <summary>Input: the frame before. [batch × groups].</summary>
    public const string PreviousCodes = "previous_codes";

    /// <summary>Input: 1 where the embeddings of the frame before are added, 0 where not. [batch × 1].</summary>
    public const string Feedback = "feedback";

    /// <summary>Input: which of all rows' positions, counted through, is a row's last. [batch].</summary>
    public const string LastPosition = "last_position";

    /// <summary>Input: codes to take in place of those drawn; negative takes the drawn one. [batch × groups].</summary>
    public const string ForcedCodes = "forced_codes";

    /// <summary>Output: the frame. [batch × groups].</summary>
    public const string Codes = "codes";

    /// <summary>Output: the talker's state. [batch × hidden].</summary>
    public const string Hidden = "hidden";

    /// <summary>Output: of code group 0. [batch × vocabulary].</summary>
    public const string TalkerLogits = "talker_logits";

    /// <summary>Output: of the other groups, one after another. [batch × (groups − 1) · vocabulary].</summary>
    public const string PredictorLogits = "predictor_logits";

    public static GraphBuilder Build(Checkpoint checkpoint, FrameFormats formats)
    {
        var talker = checkpoint.Configuration.Talker;
        int groups = talker.CodeGroups, hidden = talker.HiddenSize, vocabulary = talker.CodePredictor.VocabularySize;
        var graph = new GraphBuilder("frame");
        var talkerWeights = new CheckpointWeights(graph, checkpoint.Tensors, "talker.", formats.Talker);
        var predictorWeights = new CheckpointWeights(graph, checkpoint.Tensors, "talker.code_predictor.", formats.Predictor);

        var rows = graph.Input(Rows, DataType.Float, "batch", "positions", hidden);
        var x = graph.Add(rows, PreviousFrame());
        var (state, talked) = TalkerGraph.Build(talkerWeights, talker, formats.Attention, x, graph.Input(LastPosition, DataType.Int64, "batch"));

        var choice = new CodeChoice(graph, [talker.VocabularySize, .. Enumerable.Repeat(vocabulary, groups - 1)]);
        var forced = graph.Split(graph.Input(ForcedCodes, DataType.Int64, "batch", groups), 1, Ones(groups));
        var lengths = new GraphValue(TalkerGraph.SequenceLengths);
        var predictor = new CodePredictorGraph(predictorWeights, talker, formats.Attention, graph.Sub(lengths, lengths));
        var codes = new GraphValue[groups];
        var predicted = new GraphValue[groups - 1];
        codes[0] = Chosen(choice.First(talked, talker.VocabularySize), 0);
        for (var group = 1; group < groups; group++)
        {
            var embedded = Embedding(group - 1, codes[group - 1]);
            var input = group == 1 ? graph.Concat(1, graph.Reshape(state, -1, 1, hidden), embedded) : embedded;
            predicted[group - 1] = predictor.Pass(group, input);
            codes[group] = Chosen(choice.Further(group, predicted[group - 1], vocabulary), group);
        }

        graph.Output(Codes, graph.Concat(1, codes), DataType.Int64, "batch", groups);
        graph.Output(Hidden, state, DataType.Float, "batch", hidden);
        graph.Output(TalkerLogits, talked, DataType.Float, "batch", talker.VocabularySize);
        graph.Output(PredictorLogits, graph.Concat(1, predicted), DataType.Float, "batch", (groups - 1) * vocabulary);
        return graph;

        GraphValue Chosen(GraphValue drawn, int group) =>
            graph.Where(graph.Node("Less", [forced[group], graph.Scalar(0L)]), drawn, forced[group]);

        // [batch × 1 × hidden]; the order of the sum is that of EmbeddingTables, and so is the result.
        GraphValue PreviousFrame()
        {
            var previous = graph.Split(graph.Input(PreviousCodes, DataType.Int64, "batch", groups), 1, Ones(groups));
            var sum = Embedding(0, previous[0]);
            for (var group = 1; group < groups; group++)
                sum = graph.Add(sum, Embedding(group, previous[group]));
            return graph.Mul(sum, graph.Reshape(graph.Input(Feedback, DataType.Float, "batch", 1), -1, 1, 1));
        }

        GraphValue Embedding(int group, GraphValue code)
        {
            var (weights, table, size) = group == 0
                ? (talkerWeights, "model.codec_embedding.weight", talker.VocabularySize)
                : (predictorWeights, $"model.codec_embedding.{group - 1}.weight", vocabulary);
            return graph.Convert(graph.Gather(weights.Table(table, size, hidden), code), weights.Type, DataType.Float);
        }
    }

    private static long[] Ones(int count) => [.. Enumerable.Repeat(1L, count)];
}
