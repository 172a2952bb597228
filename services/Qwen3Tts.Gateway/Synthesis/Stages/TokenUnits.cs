namespace Qwen3Tts.Gateway.Synthesis.Stages;

/// <summary>Ids of words, in order.</summary>
/// <param name="End">Whether they are the last.</param>
internal readonly record struct TokenUnits(int[] Ids, bool End);
