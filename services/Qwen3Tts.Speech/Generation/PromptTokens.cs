namespace Qwen3Tts.Speech.Generation;

/// <summary>The ids of the chat templates around the words.</summary>
/// <param name="Role">The role header before the words: three ids.</param>
/// <param name="Instruction">The whole instruction template; empty without an instruction.</param>
/// <param name="Reference">The words of the reference transcript; empty without one.</param>
public sealed record PromptTokens(int[] Role, int[] Instruction, int[] Reference);
