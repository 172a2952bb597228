namespace Qwen3Tts.Gateway.Consent.Audit;

/// <summary>What happened.</summary>
/// <param name="Action">Such as <c>consent.granted</c>.</param>
/// <param name="Subject">The consent's id, or empty.</param>
/// <param name="Facts">What is known of it: digests, numbers and verdicts; nothing personal.</param>
/// <param name="Personal">Personal parts, sealed with the consent's key; empty for none.</param>
internal sealed record AuditEvent(string Action, string Subject, IReadOnlyDictionary<string, string> Facts, string Personal = "");
