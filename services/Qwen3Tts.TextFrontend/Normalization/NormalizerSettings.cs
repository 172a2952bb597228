using Qwen3Tts.TextFrontend.Normalization.Lexicons;

namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>How one text is written out.</summary>
/// <param name="Language">A language's name or tag; empty or "auto": found out.</param>
public sealed record NormalizerSettings(NormalizationMode Mode, string Language = "", EmojiReading Emoji = EmojiReading.ByMode, Lexicon? Lexicon = null)
{
    /// <summary>Codes of the languages that may be found; text in another is refused. Null: any.</summary>
    public IReadOnlySet<string>? Spoken { get; init; }
}
