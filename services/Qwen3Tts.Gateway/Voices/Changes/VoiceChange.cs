namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>An entry of the log.</summary>
internal sealed record VoiceChange(VoiceChangeKind Kind, string Tenant, string Id, string Name);
