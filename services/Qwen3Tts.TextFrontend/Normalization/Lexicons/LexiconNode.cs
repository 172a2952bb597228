namespace Qwen3Tts.TextFrontend.Normalization.Lexicons;

/// <summary>A prefix of phrases, letters made small.</summary>
internal sealed class LexiconNode
{
    private readonly Dictionary<char, LexiconNode> _next = [];

    public List<LexiconEntry> Entries { get; } = [];

    public bool IsLeaf => _next.Count == 0;

    public LexiconNode? Next(char c) => _next.GetValueOrDefault(char.ToLowerInvariant(c));

    public void Add(LexiconEntry entry)
    {
        var node = this;
        foreach (var c in entry.Phrase)
        {
            var key = char.ToLowerInvariant(c);
            if (!node._next.TryGetValue(key, out var next))
                node._next.Add(key, next = new LexiconNode());
            node = next;
        }

        node.Entries.Add(entry);
    }
}
