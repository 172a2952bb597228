using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Cli.Bench;

/// <summary>Names and shapes of a checkpoint's tensors, as its configuration makes them; by name in ordinal order.</summary>
internal sealed class TensorPlan : SortedDictionary<string, long[]>
{
    public TensorPlan()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>Talker, code predictor and, in base models, speaker encoder.</summary>
    public static TensorPlan OfModel(ModelConfiguration configuration)
    {
        var plan = new TensorPlan();
        TalkerTensors.AddTo(plan, configuration.Talker);
        if (configuration.Kind == ModelKind.Base && configuration.SpeakerEncoder is { } speaker)
            SpeakerEncoderTensors.AddTo(plan, speaker);
        return plan;
    }

    /// <summary>The codec's decoder and encoder.</summary>
    public static TensorPlan OfCodec(CodecConfiguration configuration)
    {
        var plan = new TensorPlan();
        CodecDecoderTensors.AddTo(plan, configuration.Decoder);
        CodecEncoderTensors.AddTo(plan, configuration.Encoder);
        return plan;
    }

    /// <summary>A weight and, under the same name, a bias as long as its first size.</summary>
    public void AddBiased(string name, params long[] weight)
    {
        Add($"{name}.weight", weight);
        Add($"{name}.bias", [weight[0]]);
    }
}
