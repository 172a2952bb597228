using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Graphs;

/// <summary>What the frame graph computes in: single or half precision.</summary>
/// <param name="Talker">Its matrices, and what they are multiplied with.</param>
/// <param name="Predictor">The same of the code predictor.</param>
/// <param name="Attention">Attention, keys and values of both. CUDA's fused attention knows half precision only.</param>
internal readonly record struct FrameFormats(DataType Talker, DataType Predictor, DataType Attention)
{
    /// <summary>What a device makes of a plan that it serves; see <see cref="PrecisionPlan.EnsureServedBy"/>.</summary>
    public static FrameFormats Of(PrecisionPlan plan, ExecutionDevice device)
    {
        var (talker, predictor) = (Type(plan, NetworkPart.Talker), Type(plan, NetworkPart.Predictor));
        var exact = device is ExecutionDevice.Cpu && talker is DataType.Float && predictor is DataType.Float;
        return new FrameFormats(talker, predictor, exact ? DataType.Float : DataType.Float16);
    }

    /// <summary>Names the cache entry.</summary>
    public override string ToString() => $"{Text(Talker)}-{Text(Predictor)}-{Text(Attention)}";

    private static DataType Type(PrecisionPlan plan, NetworkPart part) =>
        plan.Of(part, "qkv_proj") is WeightFormat.Float16 ? DataType.Float16 : DataType.Float;

    private static string Text(DataType type) => type is DataType.Float16 ? "fp16" : "fp32";
}
