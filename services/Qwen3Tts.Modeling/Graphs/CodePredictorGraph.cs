using Qwen3Tts.Modeling.Checkpoints;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>One pass of the code predictor: embeddings of the talker's width → logits of one code group.</summary>
internal static class CodePredictorGraph
{
    public const string Embeddings = DecoderStack.Embeddings;
    public const string Head = "head";
    public const string Logits = "logits";

    public static GraphBuilder Build(Checkpoint checkpoint)
    {
        var talker = checkpoint.Configuration.Talker;
        var predictor = talker.CodePredictor;
        var graph = new GraphBuilder("code_predictor");
        var weights = new CheckpointWeights(graph, checkpoint.Tensors, "talker.code_predictor.");
        var x = graph.Input(Embeddings, DataType.Float, "batch", "positions", talker.HiddenSize);
        if (talker.HiddenSize != predictor.HiddenSize || weights.Has("small_to_mtp_projection.weight"))
            x = weights.Apply(x, "small_to_mtp_projection", predictor.HiddenSize, talker.HiddenSize, bias: true);
        var hidden = DecoderStack.Build(weights.Under("model"), Shape(predictor, talker.CodeGroups), x);
        var last = graph.Reshape(graph.Slice(hidden, 1, -1), -1, predictor.HiddenSize);
        var heads = Heads(weights, predictor, talker.CodeGroups - 1);
        var logits = graph.MatMul(last, graph.Gather(heads, graph.Input(Head, DataType.Int64)));
        graph.Output(Logits, logits, DataType.Float, "batch", predictor.VocabularySize);
        return graph;
    }

    private static GraphValue Heads(CheckpointWeights weights, CodePredictorConfiguration predictor, int heads)
    {
        int vocabulary = predictor.VocabularySize, hidden = predictor.HiddenSize;
        return weights.Combined("lm_heads", [heads, hidden, vocabulary], read =>
        {
            var stacked = new float[(long)heads * hidden * vocabulary];
            for (var head = 0; head < heads; head++)
            {
                MatrixLayout.TransposeInto(
                    read($"lm_head.{head}.weight", [vocabulary, hidden]),
                    vocabulary,
                    hidden,
                    stacked.AsSpan(head * hidden * vocabulary, hidden * vocabulary),
                    vocabulary,
                    0);
            }

            return stacked;
        });
    }

    public static DecoderStackShape Shape(CodePredictorConfiguration predictor, int positions) => new(
        new AttentionShape(predictor.HiddenSize, predictor.Heads, predictor.KeyValueHeads, predictor.HeadDim),
        predictor.Layers,
        predictor.IntermediateSize,
        predictor.RmsNormEpsilon,
        predictor.RopeTheta,
        positions);
}
