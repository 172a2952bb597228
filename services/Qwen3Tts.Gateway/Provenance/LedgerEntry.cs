using System.Text.Json.Serialization;

namespace Qwen3Tts.Gateway.Provenance;

/// <summary>What is kept of an utterance so that its mark leads back to it: once when it begins, once when it ends.</summary>
/// <param name="Payload">What its mark says.</param>
/// <param name="Ended">Whether this tells of its end.</param>
internal sealed record LedgerEntry(string Payload, string Utterance, string Tenant, DateTimeOffset At, bool Ended)
{
    /// <summary>What of an utterance this tells: 0 of it all, 1 and on of each further voice that its document names.</summary>
    public int Part { get; init; }

    /// <summary>What is told of one call.</summary>
    [JsonIgnore]
    public (string Utterance, string Resumption) Call => (Utterance, Resumption);

    public string Model { get; init; } = "";

    /// <summary>SHA-256 of the model's weights, lower-case hexadecimal digits.</summary>
    public string ModelDigest { get; init; } = "";

    /// <summary>The voice's name, or the speaker's; <c>(clip)</c> for a clip that came with the request; empty for a designed voice.</summary>
    public string Voice { get; init; } = "";

    public string Consent { get; init; } = "";

    public ulong Seed { get; init; }

    /// <summary>Names a call that went on with an utterance whose call broke off; empty for the first.</summary>
    public string Resumption { get; init; } = "";

    /// <summary>Of its end: HMAC-SHA256 of the text in UTF-8, lower-case hexadecimal digits, by which a text can be compared and from which none can be read.</summary>
    public string TextDigest { get; init; } = "";

    /// <summary>Of its end: seconds that were sent.</summary>
    public double Seconds { get; init; }

    /// <summary>Of its end: why; <c>left</c> where the client went away or an error ended it.</summary>
    public string Reason { get; init; } = "";
}
