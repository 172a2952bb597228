using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Workers;

namespace Qwen3Tts.Gateway.Blocking;

/// <summary>Whether a voice is too near an entry of the list.</summary>
internal sealed class BlockedVoiceJudge(IOptions<BlockingOptions> options, IOptions<ConsentOptions> consent)
{
    /// <summary>
    /// Whether a finding is good enough to take a voice away for: the operator set the threshold, or the encoder was measured to tell
    /// people apart as well as one must that verifies consents.
    /// </summary>
    public bool MayRevoke(SpeakerEncoder encoder) =>
        options.Value.Threshold is not null || encoder.Accuracy?.EqualErrorRate <= consent.Value.MaxEqualErrorRate;

    /// <returns>The entry, and how near; null where none is too near.</returns>
    public (string Id, float Similarity)? Find(BlockedVoiceSnapshot list, SpeakerEncoder encoder, float[] xVector)
    {
        var threshold = options.Value.Threshold ?? encoder.Accuracy?.Threshold ?? BlockingOptions.UnmeasuredThreshold;
        return list.Nearest(EncoderName.Of(encoder), xVector) is { } nearest && nearest.Similarity >= threshold ? nearest : null;
    }
}
