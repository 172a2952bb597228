using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>
/// Clones clips for one utterance each, by the rules of enrolment. What is made of a clip is shared under its consent, with which it goes;
/// without one, under the clip itself.
/// </summary>
internal sealed class OneOffVoices(IEmbeddingShare share, ISpeakerEmbedder embedder, IVoicePolicy policy, GatewayMetrics metrics)
{
    /// <param name="claim">Has passed <see cref="IVoicePolicy.EnsureMayBeginAsync"/>.</param>
    /// <param name="encoder">Of the model that is to speak.</param>
    /// <param name="codeGroups">Groups of the model's codec, for in-context cloning; else null.</param>
    /// <exception cref="SpeechException">
    /// Invalid: the clip is no good; says why. Denied: what <see cref="IVoicePolicy"/> refuses. Unavailable: what is needed is not there.
    /// </exception>
    public async Task<OneOffVoice> CloneAsync(
        CloneClaim claim, ReferenceClip clip, SpeakerEncoder encoder, EmbeddingKey key, int? codeGroups, CancellationToken cancellation)
    {
        var tenant = claim.Caller.Tenant;
        var digest = await share.DigestAsync(tenant, clip.File, cancellation);
        var scope = claim.ConsentId is "" ? ShareScope.OfClip(digest) : ShareScope.OfConsent(claim.ConsentId);
        var source = EmbeddingSource.Shared;
        var made = await share.GetOrMakeAsync(
            tenant,
            scope,
            key.Address(digest, clip.Transcript),
            making =>
            {
                source = EmbeddingSource.Made;
                return embedder.EmbedClipAsync(encoder.Model, clip, codeGroups, compareHalves: false, making);
            },
            cancellation);
        metrics.EmbeddingFound(source);
        try
        {
            // Last, so that what was shared after the consent was revoked is dropped again.
            var grant = await policy.EnsureMayCloneAsync(
                claim,
                new CloneSample(clip.File, encoder, made.Embedding.XVector, made.Report?.PreparedSeconds ?? made.ClipSeconds),
                cancellation);
            return new OneOffVoice(digest, made.Embedding, grant, clip.Transcript, made.ClipSeconds);
        }
        catch
        {
            await share.DropAsync(tenant, scope);
            throw;
        }
    }
}
