using System.Text.Json.Serialization;

namespace Qwen3Tts.Gateway.Consent.Audit;

/// <summary>An entry of a trail, as it is written and hashed.</summary>
/// <param name="Number">From 1 on, without a gap.</param>
internal sealed record AuditEntry(
    [property: JsonPropertyName("number")] long Number,
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("subject")] string Subject,
    [property: JsonPropertyName("facts")] IReadOnlyDictionary<string, string> Facts,
    [property: JsonPropertyName("personal")] string Personal);
