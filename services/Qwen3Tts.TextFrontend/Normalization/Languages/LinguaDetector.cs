using Lingua;

namespace Qwen3Tts.TextFrontend.Normalization.Languages;

/// <summary>Lingua over trigrams of the model's languages in Latin letters; loaded when it is first asked.</summary>
internal sealed class LinguaDetector : ILanguageDetector
{
    private static readonly Dictionary<Language, string> s_codes = new()
    {
        [Language.English] = "en",
        [Language.French] = "fr",
        [Language.German] = "de",
        [Language.Spanish] = "es",
        [Language.Italian] = "it",
        [Language.Portuguese] = "pt",
    };

    private readonly Lazy<LanguageDetector> _detector = new(() =>
        LanguageDetectorBuilder.FromLanguages([.. s_codes.Keys]).WithLowAccuracyMode().Build());

    public DetectedLanguage Detect(string text)
    {
        var best = _detector.Value.ComputeLanguageConfidenceValues(text).MaxBy(language => language.Value);
        return s_codes.TryGetValue(best.Key, out var code) ? new DetectedLanguage(code, best.Value) : new DetectedLanguage("en", 0);
    }
}
