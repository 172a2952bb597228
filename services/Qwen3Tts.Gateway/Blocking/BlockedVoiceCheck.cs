using System.Globalization;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Consent.Audit;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Blocking;

/// <summary>Refuses clips that are too near a blocked voice, and all clips while that cannot be told.</summary>
internal sealed class BlockedVoiceCheck(BlockedVoiceList list, BlockedVoiceJudge judge, AuditTrail trail, GatewayMetrics metrics)
{
    /// <exception cref="SpeechException">
    /// Denied: the clip is too near an entry, and nobody is told which but the operator's trail. Unavailable: the list cannot be read, or
    /// has no vectors of the encoder yet.
    /// </exception>
    public async Task EnsureNotBlockedAsync(CloneClaim claim, CloneSample sample, CancellationToken cancellation)
    {
        var known = await ReadAsync(cancellation);
        if (!known.Covers(EncoderName.Of(sample.Encoder)))
        {
            metrics.CloneRefused("blocked_unknown");
            throw SpeechException.Unavailable(
                "No voice is cloned now: the operator's list of blocked voices has not been embedded with the encoder in use yet. Try again in a moment.");
        }

        if (judge.Find(known, sample.Encoder, sample.XVector) is not { } near)
            return;
        await RecordAsync(claim, sample, near, cancellation);
        metrics.CloneRefused("blocked");
        throw new SpeechException(SpeechErrorKind.Denied, "The clip sounds like a voice that the operator of this fleet does not let anybody clone.");
    }

    private async Task<BlockedVoiceSnapshot> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await list.ReadAsync(cancellation);
        }
        catch (SpeechException error) when (error.Kind is SpeechErrorKind.Unavailable)
        {
            metrics.CloneRefused("blocked_unknown");
            throw new SpeechException(
                SpeechErrorKind.Unavailable, "No voice is cloned now: the operator's list of blocked voices cannot be read. Try again later.", error);
        }
    }

    private async Task RecordAsync(CloneClaim claim, CloneSample sample, (string Id, float Similarity) near, CancellationToken cancellation)
    {
        var tenant = claim.Caller.Tenant;
        var clip = trail.Digest(tenant, sample.Clip.Span);
        var by = trail.Who(claim.Caller);
        await trail.AppendAsync(
            tenant,
            new AuditEvent(
                "clone.blocked", claim.ConsentId, new Dictionary<string, string> { ["by"] = by, ["clip"] = clip, ["encoder"] = sample.Encoder.Family }),
            cancellation);
        await trail.AppendAsync(
            Tenant.Operator,
            new AuditEvent(
                "clone.blocked",
                near.Id,
                new Dictionary<string, string>
                {
                    ["tenant"] = tenant.Name,
                    ["by"] = by,
                    ["clip"] = clip,
                    ["encoder"] = sample.Encoder.Family,
                    ["similarity"] = near.Similarity.ToString("0.0000", CultureInfo.InvariantCulture),
                }),
            cancellation);
    }
}
