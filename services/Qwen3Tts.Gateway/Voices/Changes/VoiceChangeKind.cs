namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>What happened to a registered voice.</summary>
internal enum VoiceChangeKind
{
    Updated,
    Revoked,
    Deleted,
}
