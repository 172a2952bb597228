namespace Qwen3Tts.Gateway.Texts;

/// <summary>How a lexicon writes what is said.</summary>
internal enum LexiconNotation
{
    Alias,
    Ipa,
    Pinyin,
}
