namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>What this replica may do with voices that it knows.</summary>
internal enum VoiceLeaseState
{
    /// <summary>The log has just been read to its end.</summary>
    Fresh,

    /// <summary>The log cannot be read; voices that are known go on for a while.</summary>
    Stale,

    /// <summary>The log has not been read for longer than the setting allows.</summary>
    Expired,
}
