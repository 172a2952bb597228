using System.Collections.Concurrent;
using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Languages;

/// <summary>The grammars and their readers, each made when it is first needed and shared by all texts.</summary>
internal static class GrammarShelf
{
    private static readonly ConcurrentDictionary<string, Grammar> s_grammars = new();
    private static readonly ConcurrentDictionary<(string Code, EmojiReading Emoji), LanguageReaders> s_readers = new();

    public static Grammar Grammar(string code) => s_grammars.GetOrAdd(code, static code => code switch
    {
        "ar" => new Arabic(),
        "de" => new German(),
        "es" => new Spanish(),
        "fr" => new French(),
        "it" => new Italian(),
        "ja" => new Japanese(),
        "ko" => new Korean(),
        "pt" => new Portuguese(),
        "ru" => new Russian(),
        "zh" => new Chinese(),
        _ => new English(),
    });

    public static LanguageReaders Readers(string code, EmojiReading emoji) =>
        s_readers.GetOrAdd((code, emoji), static key => new LanguageReaders(Grammar(key.Code), key.Emoji));
}
