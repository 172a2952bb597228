namespace Qwen3Tts.TextFrontend.Normalization.Lexicons;

/// <summary>Phrases and what is said for them. Where two entries have a phrase, the later one counts.</summary>
public sealed class Lexicon
{
    internal Lexicon(IEnumerable<LexiconEntry> entries)
    {
        foreach (var entry in entries)
            Root.Add(entry);
    }

    internal static Lexicon Empty { get; } = new([]);

    internal LexiconNode Root { get; } = new();

    internal bool IsEmpty => Root.IsLeaf;
}
