namespace Qwen3Tts.Gateway.Voices;

/// <summary>Whether a registered voice may speak.</summary>
internal enum VoiceState
{
    Active,

    /// <summary>For good: its clip and embeddings are gone, its name is taken until it is deleted.</summary>
    Revoked,
}
