namespace Qwen3Tts.TextFrontend.Normalization.Languages;

/// <summary>A language by its two letters, and how sure it is.</summary>
/// <param name="Confidence">Between 0 and 1; 1 where the caller named it.</param>
public readonly record struct DetectedLanguage(string Code, double Confidence);
