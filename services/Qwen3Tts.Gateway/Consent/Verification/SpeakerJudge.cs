using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Workers;

namespace Qwen3Tts.Gateway.Consent.Verification;

/// <summary>
/// Whether two clips are of one speaker: by the cosine similarity of their x-vectors, where the encoder was measured to tell people apart
/// well enough. The threshold is that of its equal error rate unless the operator sets one.
/// </summary>
internal sealed class SpeakerJudge(IOptions<ConsentOptions> options)
{
    /// <summary>The error rates are of segments of this length at least, and say nothing of shorter ones.</summary>
    public const double MinSeconds = 3;

    private readonly ConsentOptions _options = options.Value;

    /// <param name="seconds">Of the shorter clip.</param>
    public Verdict Judge(SpeakerEncoder encoder, float[] one, float[] other, double seconds)
    {
        if (encoder.Accuracy is not { } accuracy)
        {
            return Verdict.Unverified(
                "Whether the clips are of one speaker is not verified: the encoder's equal error rate has not been measured ('qwen3tts doctor --speakers' does).");
        }

        if (accuracy.EqualErrorRate > _options.MaxEqualErrorRate)
        {
            return Verdict.Unverified(string.Create(
                CultureInfo.InvariantCulture,
                $"Whether the clips are of one speaker is not verified: the encoder's equal error rate is {100 * accuracy.EqualErrorRate:0.#} %, "
                + $"above the {100 * _options.MaxEqualErrorRate:0.#} % of {ConsentOptions.Section}:{nameof(ConsentOptions.MaxEqualErrorRate)}."));
        }

        if (seconds < MinSeconds)
        {
            return Verdict.Unverified(string.Create(
                CultureInfo.InvariantCulture,
                $"Whether the clips are of one speaker is not verified: one is {seconds:0.0} s long, and {MinSeconds:0} s are needed."));
        }

        return TensorPrimitives.CosineSimilarity<float>(one, other) >= (_options.SpeakerThreshold ?? accuracy.Threshold)
            ? Verdict.Verified
            : Verdict.Contradicted("The clips sound like two speakers.");
    }
}
