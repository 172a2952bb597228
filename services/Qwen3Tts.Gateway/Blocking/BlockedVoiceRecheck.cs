using System.Collections.Concurrent;
using System.Globalization;
using Qwen3Tts.Gateway.Consent.Audit;
using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.ServiceDefaults.Settings;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Blocking;

/// <summary>
/// Holds the registered voices against the list. Those that are too near an entry are revoked, or only told of where the encoder is not
/// known to judge well enough for that.
/// </summary>
internal sealed partial class BlockedVoiceRecheck(
    BlockedVoiceJudge judge,
    IVoiceStore voices,
    VoiceEmbeddings embeddings,
    VoiceRevocation revocation,
    AuditTrail trail,
    GatewayMetrics metrics,
    LiveOptions<TenantOptions> tenants,
    ILogger<BlockedVoiceRecheck> logger)
{
    private readonly ConcurrentDictionary<(string Voice, string Entry), bool> _flagged = new();

    /// <summary>Of every tenant that is configured.</summary>
    /// <exception cref="SpeechException">Unavailable: some voices could not be looked at, or were being changed; to be done again.</exception>
    public async Task<RecheckedVoices> RunAsync(BlockedVoiceSnapshot list, ModelCatalog models, CancellationToken cancellation)
    {
        var (revoked, flagged) = (0, 0);
        foreach (var tenant in tenants.Value.Known())
        {
            foreach (var voice in await voices.ListAsync(tenant, cancellation))
            {
                switch (voice.State is VoiceState.Active ? await CheckAsync(list, models, tenant, voice, cancellation) : null)
                {
                    case true:
                        revoked++;
                        break;
                    case false:
                        flagged++;
                        break;
                }
            }
        }

        return new RecheckedVoices(revoked, flagged);
    }

    /// <returns>Whether the voice was revoked, or else flagged; null where it is not too near.</returns>
    private async Task<bool?> CheckAsync(
        BlockedVoiceSnapshot list, ModelCatalog models, Tenant tenant, RegisteredVoice voice, CancellationToken cancellation)
    {
        var encoder = models.Encoders.FirstOrDefault(encoder => encoder.Family == voice.Family) ?? models.Encoders[0];
        if (await XVectorAsync(tenant, voice, encoder, cancellation) is not { } xVector || judge.Find(list, encoder, xVector) is not { } near)
            return null;
        if (!judge.MayRevoke(encoder))
        {
            // Once: it stays so.
            if (_flagged.TryAdd((voice.Id, near.Id), true))
            {
                await RecordAsync("voice.flagged", tenant, voice, encoder, near, cancellation);
                metrics.VoiceBlocked("flagged");
                LogFlagged(voice.Id, tenant.Name, near.Similarity, near.Id);
            }

            return false;
        }

        await trail.AppendAsync(
            tenant, new AuditEvent("voice.blocked", voice.Id, new Dictionary<string, string> { ["encoder"] = encoder.Family }), cancellation);
        await RecordAsync("voice.blocked", tenant, voice, encoder, near, cancellation);
        if (await revocation.TryRevokeAsync(tenant, voice, cancellation) is null)
            throw SpeechException.Unavailable("A voice that is too near a blocked one was being changed.");
        metrics.VoiceBlocked("revoked");
        LogRevoked(voice.Id, tenant.Name, near.Similarity, near.Id);
        return true;
    }

    private Task RecordAsync(
        string action, Tenant tenant, RegisteredVoice voice, SpeakerEncoder encoder, (string Id, float Similarity) near, CancellationToken cancellation) =>
        trail.AppendAsync(
            Tenant.Operator,
            new AuditEvent(
                action,
                near.Id,
                new Dictionary<string, string>
                {
                    ["tenant"] = tenant.Name,
                    ["voice"] = voice.Id,
                    ["encoder"] = encoder.Family,
                    ["similarity"] = near.Similarity.ToString("0.0000", CultureInfo.InvariantCulture),
                }),
            cancellation);

    /// <returns>Null for a voice that is gone, or whose clip this encoder takes no more: nothing speaks with it.</returns>
    private async Task<float[]?> XVectorAsync(Tenant tenant, RegisteredVoice voice, SpeakerEncoder encoder, CancellationToken cancellation)
    {
        try
        {
            var use = new VoiceUse(tenant, voice, encoder.Model, new EmbeddingKey(encoder.Family, WithCodes: false, encoder.Revision), CodecGroups: 0);
            return (await embeddings.GetAsync(use, cancellation)).XVector;
        }
        catch (SpeechException error) when (error.Kind is SpeechErrorKind.NotFound or SpeechErrorKind.Invalid)
        {
            return null;
        }
    }

    [LoggerMessage(130, LogLevel.Warning, "The voice {Voice} of tenant {Tenant} was revoked: its similarity to the blocked voice {Entry} is {Similarity}.")]
    private partial void LogRevoked(string voice, string tenant, float similarity, string entry);

    [LoggerMessage(
        132,
        LogLevel.Warning,
        "The voice {Voice} of tenant {Tenant} may be a blocked one: its similarity to {Entry} is {Similarity}. It was not revoked, since the encoder is not known to tell people apart well enough: listen, or set Blocking:Threshold.")]
    private partial void LogFlagged(string voice, string tenant, float similarity, string entry);
}
