namespace Qwen3Tts.Speech.Generation;

/// <summary>How codes are drawn from logits.</summary>
/// <param name="Temperature">0 is greedy.</param>
/// <param name="TopK">0 keeps every code.</param>
/// <param name="TopP">1 keeps every code.</param>
/// <param name="RepetitionPenalty">1 is none.</param>
public readonly record struct SamplingParameters(float Temperature, int TopK, float TopP, float RepetitionPenalty);
