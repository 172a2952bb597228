namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>How far a log has been read.</summary>
/// <param name="Origin">Which log: one that begins anew, since its Redis was wiped, has another.</param>
/// <param name="Number">Of the last entry; entries count from 1 without a gap.</param>
internal readonly record struct VoiceLogPosition(string Origin, long Number);
