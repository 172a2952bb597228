namespace Qwen3Tts.TextFrontend.Normalization.Languages;

/// <summary>Tells the languages of Latin letters apart.</summary>
internal interface ILanguageDetector
{
    DetectedLanguage Detect(string text);
}
