namespace Qwen3Tts.Speech.Voices;

/// <summary>Something about a reference clip that its sender should know.</summary>
/// <param name="IsError">Whether the clip is refused for it; else it is a warning.</param>
/// <param name="Message">What was found and what would be right.</param>
public sealed record PreparationFinding(PreparationCode Code, bool IsError, string Message);
