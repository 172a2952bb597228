using Qwen3Tts.Gateway.Texts;
using Qwen3Tts.Speech.Errors;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>How text is read, on the wire.</summary>
internal static class TextMessages
{
    /// <exception cref="SpeechException">Invalid: a value is not one that the contract has, or a phrase says nothing.</exception>
    public static TextReading Read(Wire.TextNormalization normalization, Wire.EmojiReading emoji, IEnumerable<Wire.LexiconEntry> lexicon) => new(
        normalization switch
        {
            Wire.TextNormalization.Unspecified or Wire.TextNormalization.Auto => NormalizationChoice.Auto,
            Wire.TextNormalization.On => NormalizationChoice.On,
            Wire.TextNormalization.Off => NormalizationChoice.Off,
            _ => throw SpeechException.Invalid($"text_normalization has no value {normalization:D}. Values: 0 (unspecified), 1 (auto), 2 (on), 3 (off)."),
        },
        emoji switch
        {
            Wire.EmojiReading.Unspecified => EmojiChoice.ByNormalization,
            Wire.EmojiReading.Named => EmojiChoice.Named,
            Wire.EmojiReading.Dropped => EmojiChoice.Dropped,
            _ => throw SpeechException.Invalid($"emoji has no value {emoji:D}. Values: 0 (unspecified), 1 (named), 2 (dropped)."),
        },
        [.. lexicon.Select(Read)]);

    public static Wire.TextNormalization Write(NormalizationChoice normalization) => normalization switch
    {
        NormalizationChoice.On => Wire.TextNormalization.On,
        NormalizationChoice.Off => Wire.TextNormalization.Off,
        _ => Wire.TextNormalization.Auto,
    };

    public static Wire.EmojiReading Write(EmojiChoice emoji) => emoji switch
    {
        EmojiChoice.Named => Wire.EmojiReading.Named,
        EmojiChoice.Dropped => Wire.EmojiReading.Dropped,
        _ => Wire.EmojiReading.Unspecified,
    };

    public static Wire.LexiconEntry Write(LexiconPhrase phrase)
    {
        var entry = new Wire.LexiconEntry { Phrase = phrase.Phrase, MatchCase = phrase.MatchesCase };
        switch (phrase.Notation)
        {
            case LexiconNotation.Ipa:
                entry.Ipa = phrase.Said;
                break;
            case LexiconNotation.Pinyin:
                entry.Pinyin = phrase.Said;
                break;
            default:
                entry.Alias = phrase.Said;
                break;
        }

        return entry;
    }

    private static LexiconPhrase Read(Wire.LexiconEntry entry) => entry.SaidCase switch
    {
        Wire.LexiconEntry.SaidOneofCase.Alias => new LexiconPhrase(entry.Phrase, entry.Alias, LexiconNotation.Alias, entry.MatchCase),
        Wire.LexiconEntry.SaidOneofCase.Ipa => new LexiconPhrase(entry.Phrase, entry.Ipa, LexiconNotation.Ipa, entry.MatchCase),
        Wire.LexiconEntry.SaidOneofCase.Pinyin => new LexiconPhrase(entry.Phrase, entry.Pinyin, LexiconNotation.Pinyin, entry.MatchCase),
        _ => throw SpeechException.Invalid($"The lexicon's phrase '{entry.Phrase}' has neither alias, ipa nor pinyin; give one."),
    };
}
