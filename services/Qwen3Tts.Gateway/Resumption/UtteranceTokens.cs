using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Consent.Vault;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.ServiceDefaults.Security;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Resumption;

/// <summary>
/// Seals tokens for their tenant, by a key that every Gateway of the fleet derives from the fleet's credential: whoever else has one can
/// neither read, change nor use it.
/// </summary>
internal sealed partial class UtteranceTokens(FleetCredential credential, IOptions<ResumeOptions> options, TimeProvider time)
{
    // A lexicon of the longest text that a request may have fits several times.
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly byte[] _key = credential.Derive("utterance-tokens", MasterKey.Bytes);

    /// <param name="request">What was asked for.</param>
    /// <param name="utterance">What it was resolved to.</param>
    public byte[] Seal(Tenant tenant, SynthesisRequest request, Utterance utterance)
    {
        var voice = utterance.Voice?.Voice;
        var token = new UtteranceToken(utterance.Id, time.GetUtcNow(), request with
        {
            Model = utterance.Model.Name,
            Mode = utterance.Mode,
            Voice = voice?.Name ?? utterance.Speaker,
            Language = utterance.Language,
            Delivery = utterance.Delivery,
            Seed = utterance.Seed,
        })
        {
            VoiceId = (voice as RegisteredVoice)?.Id ?? "",
            VoiceRevision = (voice as RegisteredVoice)?.Revision ?? 0,
            Watermark = utterance.Watermark?.Value,
            Fingerprint = utterance.Fingerprint,
        };
        return SealedBytes.Seal(_key, What(tenant), JsonSerializer.SerializeToUtf8Bytes(token, TokenJson.Default.UtteranceToken));
    }

    /// <exception cref="SpeechException">Invalid: it is not one of this fleet's for this tenant, or has expired.</exception>
    public UtteranceToken Open(Tenant tenant, ReadOnlyMemory<byte> bytes)
    {
        var token = Read(tenant, bytes) ?? throw SpeechException.Invalid(
            "resume.utterance_token is not one that this fleet gave to this tenant; send that of 'started' as it came, or begin anew with 'start'.");
        return time.GetUtcNow() - token.Issued <= options.Value.Lifetime
            ? token
            : throw SpeechException.Invalid(
                $"resume.utterance_token is older than {options.Value.Lifetime} ({ResumeOptions.Section}:{nameof(ResumeOptions.Lifetime)}); begin anew with 'start'.");
    }

    private UtteranceToken? Read(Tenant tenant, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
            return null;
        try
        {
            return JsonSerializer.Deserialize(SealedBytes.Open(_key, What(tenant), bytes.Span), TokenJson.Default.UtteranceToken);
        }
        catch (Exception error) when (error is SpeechException or JsonException)
        {
            // JSON that cannot be read was written by a Gateway of another version.
            return null;
        }
    }

    private static string What(Tenant tenant) => $"utterance/{tenant.Name}";

    [JsonSerializable(typeof(UtteranceToken))]
    private sealed partial class TokenJson : JsonSerializerContext;
}
