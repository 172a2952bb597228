namespace Qwen3Tts.Gateway.Blocking;

/// <summary>What became of the registered voices that are too near an entry.</summary>
internal readonly record struct RecheckedVoices(int Revoked, int Flagged);
