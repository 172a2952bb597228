using Qwen3Tts.TextFrontend.Normalization.Languages;
using Qwen3Tts.TextFrontend.Normalization.Lexicons;

namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>Begins texts. Safe for use from several threads.</summary>
public sealed class NormalizerFactory
{
    private readonly LinguaDetector _detector = new();

    /// <exception cref="Speech.Errors.SpeechException">Invalid: there is no grammar of the language.</exception>
    public TextNormalizer Begin(NormalizerSettings settings) => new(
        settings.Mode,
        new LanguageChoice(settings.Mode is NormalizationMode.Off ? "en" : LanguageNames.CodeOf(settings.Language), _detector, settings.Emoji, settings.Spoken),
        settings.Lexicon ?? Lexicon.Empty);

    /// <summary>Loads what is otherwise loaded when it is first needed: grammars, and what languages are told apart by.</summary>
    public void Load()
    {
        foreach (var code in LanguageNames.Codes)
            GrammarShelf.Readers(code, EmojiReading.ByMode);
        _detector.Detect("hello");
    }

    /// <summary>Writes a whole text out.</summary>
    public SpokenText Normalize(string text, NormalizerSettings settings)
    {
        var said = new SpokenText(keepSpans: true);
        var normalizer = Begin(settings);
        normalizer.Append(text, said);
        normalizer.End(said);
        return said;
    }

    /// <summary>The language of a whole text, and how sure that is.</summary>
    public DetectedLanguage Detect(string text) => LanguageChoice.Detect(text, _detector);
}
