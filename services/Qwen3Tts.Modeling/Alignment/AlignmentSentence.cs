using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Modeling.Alignment;

/// <summary>What is spoken while heads are watched.</summary>
/// <param name="Words">Its ids.</param>
/// <param name="Letters">How many letters each of the words' tokens has: about how long it takes to say.</param>
public sealed record AlignmentSentence(GenerationRequest Request, int[] Words, int[] Letters);
