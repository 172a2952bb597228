using System.Numerics.Tensors;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Modeling.Verification;

/// <summary>
/// Compares a precision with exact weights on the user's own checkpoint: utterances are made exactly, then each network in the other
/// precision is led over the same frames, the other network staying exact.
/// </summary>
public static class PrecisionVerifier
{
    /// <param name="utterances">What to say, and its words.</param>
    /// <param name="settings">With the precision to be judged.</param>
    public static IReadOnlyList<PartAgreement> Verify(
        Checkpoint checkpoint, IReadOnlyList<(GenerationRequest Request, int[] Words)> utterances, SessionSettings settings)
    {
        var plan = settings.Precision ?? PrecisionPlan.Float32;
        var frames = new CodeFrames[utterances.Count];
        var exact = Run(checkpoint, utterances, settings with { Precision = PrecisionPlan.Float32 }, frames, forced: false);
        return
        [
            .. Enum.GetValues<NetworkPart>().Select(part =>
            {
                var other = Run(checkpoint, utterances, settings with { Precision = plan.Only(part) }, frames, forced: true);
                return part is NetworkPart.Talker
                    ? Compare(part, exact.Talked, other.Talked)
                    : Compare(part, exact.Predicted, other.Predicted);
            }),
        ];
    }

    /// <summary>Speaks utterances, or leads the networks over <paramref name="frames"/> made before.</summary>
    /// <param name="frames">One for each utterance, overwritten by what is made.</param>
    internal static LogitRecord Run(
        Checkpoint checkpoint,
        IReadOnlyList<(GenerationRequest Request, int[] Words)> utterances,
        SessionSettings settings,
        CodeFrames[] frames,
        bool forced)
    {
        using var generator = FrameGenerator.Load(checkpoint, settings);
        var record = new LogitRecord();
        for (var i = 0; i < utterances.Count; i++)
        {
            using var utterance = generator.Start(utterances[i].Request);
            utterance.Trace = record;
            utterance.Forced = forced ? frames[i] : null;
            utterance.Append(utterances[i].Words);
            utterance.End();
            var frame = new int[generator.Description.Codec.Groups];
            var made = new List<int>();
            while (utterance.Step(frame))
                made.AddRange(frame);
            frames[i] = new CodeFrames(frame.Length, [.. made]);
        }

        return record;
    }

    internal static PartAgreement Compare(NetworkPart part, List<float[]> exact, List<float[]> other)
    {
        double agreement = 0, divergence = 0;
        foreach (var (left, right) in exact.Zip(other))
        {
            agreement += TensorPrimitives.IndexOfMax<float>(left) == TensorPrimitives.IndexOfMax<float>(right) ? 1 : 0;
            divergence += Divergence(left, right);
        }

        return new PartAgreement(part, agreement / exact.Count, divergence / exact.Count, exact.Count);
    }

    private static double Divergence(float[] exact, float[] other)
    {
        var (p, q) = (new double[exact.Length], new double[exact.Length]);
        LogSoftMax(exact, p);
        LogSoftMax(other, q);
        var sum = 0.0;
        for (var i = 0; i < p.Length; i++)
            sum += Math.Exp(p[i]) * (p[i] - q[i]);
        return Math.Max(0, sum);
    }

    private static void LogSoftMax(float[] logits, double[] result)
    {
        double largest = logits.Max();
        var total = Math.Log(logits.Sum(logit => Math.Exp(logit - largest))) + largest;
        for (var i = 0; i < logits.Length; i++)
            result[i] = logits[i] - total;
    }
}
