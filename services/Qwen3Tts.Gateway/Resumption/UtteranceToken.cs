using Qwen3Tts.Gateway.Synthesis;

namespace Qwen3Tts.Gateway.Resumption;

/// <summary>What it takes to say an utterance again, all but its words.</summary>
/// <param name="Request">As it was resolved: nothing that bears on the samples is left open.</param>
internal sealed record UtteranceToken(string Utterance, DateTimeOffset Issued, SynthesisRequest Request)
{
    /// <summary>Of a registered voice; else empty.</summary>
    public string VoiceId { get; init; } = "";

    public long VoiceRevision { get; init; }

    /// <summary>All bits of the mark's payload; null where speech was not marked.</summary>
    public ulong? Watermark { get; init; }

    /// <summary>Of the token generator that began it; empty where that was not known.</summary>
    public string Fingerprint { get; init; } = "";
}
