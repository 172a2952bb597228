using System.Text.Json.Serialization;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>A voice that a tenant has registered.</summary>
/// <param name="Id">Never used again, so that nothing of a deleted voice is taken for that of a new one of its name.</param>
internal sealed record RegisteredVoice(string Id, string Name, string Transcript, double ClipSeconds, DateTimeOffset Created)
    : Voice(Name, Transcript, ClipSeconds)
{
    public string Description { get; init; } = "";

    /// <summary>The model family that its clip was first embedded for.</summary>
    public string Family { get; init; } = "";

    /// <summary>Digest of the clip's bytes, keyed per tenant; see <see cref="IEmbeddingShare"/>.</summary>
    public string ClipDigest { get; init; } = "";

    /// <summary>On what ground it was made; null for one that was registered before there were any.</summary>
    public VoiceGrant? Grant { get; init; }

    /// <summary>What was found of its clip, with warnings; null where the clip was taken as it came.</summary>
    public PreparationReport? Report { get; init; }

    public VoiceState State { get; init; }

    /// <summary>Counts its changes, from 1 on.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>To the minute; null where it was never used. Kept apart from the record.</summary>
    [JsonIgnore]
    public DateTimeOffset? LastUsed { get; init; }
}
