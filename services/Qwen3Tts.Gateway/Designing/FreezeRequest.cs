namespace Qwen3Tts.Gateway.Designing;

/// <summary>A voice to be designed and kept.</summary>
/// <param name="Text">What it says for its reference; null: one of <see cref="ReferenceTexts"/>.</param>
/// <param name="Language">Null: the model decides.</param>
/// <param name="Model">A voice-design model; null: the first.</param>
/// <param name="Seed">Null: one is drawn.</param>
internal sealed record FreezeRequest(string Name, string Instruction, string? Text, string? Language, string? Model, ulong? Seed);
