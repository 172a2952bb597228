namespace Qwen3Tts.Cli.Client;

/// <summary>How text is read, on the public wire.</summary>
internal static class TextMapping
{
    private const string IpaPrefix = "ipa:";
    private const string PinyinPrefix = "pinyin:";

    public static V1.TextNormalization ToNormalization(this TextOptions options) => options.Normalization switch
    {
        "auto" => V1.TextNormalization.Auto,
        "on" => V1.TextNormalization.On,
        "off" => V1.TextNormalization.Off,
        _ => V1.TextNormalization.Unspecified,
    };

    public static V1.EmojiReading ToEmoji(this TextOptions options) => options.Emoji switch
    {
        "named" => V1.EmojiReading.Named,
        "dropped" => V1.EmojiReading.Dropped,
        _ => V1.EmojiReading.Unspecified,
    };

    public static V1.LexiconEntry ToWire(this LexiconLine line)
    {
        var entry = new V1.LexiconEntry { Phrase = line.Phrase, MatchCase = line.MatchesCase };
        if (line.Said.StartsWith(IpaPrefix, StringComparison.Ordinal))
            entry.Ipa = line.Said[IpaPrefix.Length..].Trim();
        else if (line.Said.StartsWith(PinyinPrefix, StringComparison.Ordinal))
            entry.Pinyin = line.Said[PinyinPrefix.Length..].Trim();
        else
            entry.Alias = line.Said;
        return entry;
    }

    public static TextAnalysis ToAnalysis(this V1.AnalyzeResponse response, string text) => new(
        response.Spoken,
        response.Language,
        response.Confidence,
        [.. response.Spans.Select(span => (text.Substring((int)span.Start, (int)span.Length), span.Spoken, span.Kind))],
        [.. response.Warnings],
        response.Phonemes);
}
