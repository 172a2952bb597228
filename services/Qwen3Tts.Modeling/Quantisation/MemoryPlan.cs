using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Codec;
using Qwen3Tts.Modeling.Networks;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Modeling.Quantisation;

/// <summary>What generating with a checkpoint takes of memory, in bytes.</summary>
/// <param name="Weights">Of talker and code predictor as they are held.</param>
/// <param name="KeyValues">Set aside for all sequences; what is not used is never touched.</param>
/// <param name="Warm">For beginnings that utterances share, once there are so many.</param>
/// <param name="Codec">Of the codec decoder, in single precision.</param>
public sealed record MemoryPlan(long Weights, long KeyValues, long Warm, long Codec)
{
    public long Total => Weights + KeyValues + Warm + Codec;

    /// <exception cref="SpeechException">Unsupported: the device does not serve the precision.</exception>
    public static MemoryPlan Of(Checkpoint checkpoint, SessionSettings settings)
    {
        var plan = settings.Precision ?? PrecisionPlan.Float32;
        plan.EnsureServedBy(settings.Device);
        var cache = TalkerNetwork.Cache(checkpoint, plan);
        var weights = new[] { TalkerNetwork.Part(checkpoint, plan), PredictorNetwork.Part(checkpoint, plan) }
            .Sum(part => part.Matrices.Sum(matrix => part.ByteLengthOf(matrix, checkpoint.Tensors)));
        var codec = new CodecPart(CodecPrecision.Float32).LengthOf(checkpoint);
        return new MemoryPlan(weights, settings.Sequences * settings.MaxPositions * cache.PositionBytes, settings.WarmBytes, codec);
    }
}
