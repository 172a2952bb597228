using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Networks;

namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>Bytes of weights that one frame reads, of one utterance by itself: what its time follows.</summary>
internal static class WeightTraffic
{
    public static long Of(Checkpoint checkpoint, PrecisionPlan plan) => Talker(checkpoint, plan) + Predictor(checkpoint, plan);

    public static long Talker(Checkpoint checkpoint, PrecisionPlan plan)
    {
        var part = TalkerNetwork.Part(checkpoint, plan);
        return part.Matrices.Sum(matrix => part.ByteLengthOf(matrix, checkpoint.Tensors));
    }

    /// <summary>The stack once a pass and each head once.</summary>
    public static long Predictor(Checkpoint checkpoint, PrecisionPlan plan)
    {
        var part = PredictorNetwork.Part(checkpoint, plan);
        var heads = part.Matrices.Count(matrix => matrix.Kind == "head");
        return part.Matrices.Sum(matrix => part.ByteLengthOf(matrix, checkpoint.Tensors) * (matrix.Kind == "head" ? 1 : heads));
    }
}
