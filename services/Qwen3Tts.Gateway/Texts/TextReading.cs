namespace Qwen3Tts.Gateway.Texts;

/// <summary>How an utterance's text is read.</summary>
/// <param name="Lexicon">Of equal phrases the last counts.</param>
internal sealed record TextReading(NormalizationChoice Normalization, EmojiChoice Emoji, IReadOnlyList<LexiconPhrase> Lexicon)
{
    public static TextReading Default { get; } = new(NormalizationChoice.Auto, EmojiChoice.ByNormalization, []);

    /// <summary>The same, with phrases that count less than its own.</summary>
    public TextReading After(IReadOnlyList<LexiconPhrase> kept) => kept.Count is 0 ? this : this with { Lexicon = [.. kept, .. Lexicon] };
}
