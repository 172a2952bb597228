using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.TextFrontend.Normalization.Lexicons;

/// <summary>Makes a lexicon of what a request says, in the spelling of a language.</summary>
/// <param name="language">Two letters; sounds are written in its spelling.</param>
public sealed class LexiconBuilder(string language)
{
    private const int LongestPhrase = 100;
    private const int LongestSaid = 400;

    private readonly List<LexiconEntry> _entries = [];
    private readonly List<string> _warnings = [];

    /// <summary>Entries that cannot be written, a sentence each.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <exception cref="SpeechException">Invalid: the phrase or what is said is empty or too long; the message names it.</exception>
    public LexiconBuilder AddAlias(string phrase, string alias, CaseRule match)
    {
        Add(phrase, alias, match, "alias");
        return this;
    }

    /// <exception cref="SpeechException">Invalid: see <see cref="AddAlias"/>.</exception>
    public LexiconBuilder AddIpa(string phrase, string ipa, CaseRule match)
    {
        Check(phrase, ipa, "ipa");
        var (spelling, missing) = IpaSpelling.Write(ipa, language);
        if (spelling is null)
            _warnings.Add($"The lexicon's '{phrase}' is read as it stands: its IPA cannot be written, {missing}.");
        else
            Add(phrase, spelling, match, "ipa");
        return this;
    }

    /// <exception cref="SpeechException">Invalid: see <see cref="AddAlias"/>.</exception>
    public LexiconBuilder AddPinyin(string phrase, string pinyin, CaseRule match)
    {
        Check(phrase, pinyin, "pinyin");
        if (PinyinSpelling.Write(pinyin) is { } characters)
            Add(phrase, characters, match, "pinyin");
        else
            _warnings.Add($"The lexicon's '{phrase}' is read as it stands: '{pinyin}' is no pinyin; write syllables with tones, such as 'chong2 qing4'.");
        return this;
    }

    public Lexicon Build() => new(_entries);

    private void Add(string phrase, string said, CaseRule match, string kind)
    {
        Check(phrase, said, kind);
        _entries.Add(new LexiconEntry(phrase.Trim(), said, match));
    }

    private static void Check(string phrase, string said, string kind)
    {
        if (string.IsNullOrWhiteSpace(phrase) || phrase.Length > LongestPhrase)
            throw SpeechException.Invalid($"A lexicon's phrase has {phrase.Length} characters; it must have 1 to {LongestPhrase} that are not all spaces.");
        if (string.IsNullOrWhiteSpace(said) || said.Length > LongestSaid)
            throw SpeechException.Invalid($"The {kind} of the lexicon's phrase '{phrase}' has {said.Length} characters; it must have 1 to {LongestSaid}.");
    }
}
