namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>What happened to a registered voice, or to the consent for one that is not registered.</summary>
internal enum VoiceChangeKind
{
    Updated,
    Revoked,
    Deleted,
    ConsentRevoked,
}
