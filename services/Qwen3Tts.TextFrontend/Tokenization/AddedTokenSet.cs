namespace Qwen3Tts.TextFrontend.Tokenization;

/// <summary>Added tokens to be found in a text: the leftmost first, of those the longest.</summary>
internal sealed class AddedTokenSet
{
    private readonly AddedToken[] _longestFirst;
    private readonly HashSet<char> _initials;

    public AddedTokenSet(IEnumerable<AddedToken> tokens)
    {
        _longestFirst = [.. tokens.OrderByDescending(token => token.Content.Length)];
        _initials = [.. _longestFirst.Select(token => token.Content[0])];
    }

    /// <summary>Whether a token begins with <paramref name="initial"/>.</summary>
    public bool MayBegin(char initial) => _initials.Contains(initial);

    /// <summary>
    /// The longest token that <paramref name="text"/> begins with. Undecided while more text could make a longer one.
    /// </summary>
    public (AddedToken? Token, bool Undecided) Match(ReadOnlySpan<char> text)
    {
        AddedToken? match = null;
        bool undecided = false;
        foreach (AddedToken token in _longestFirst)
        {
            if (match is null && text.StartsWith(token.Content, StringComparison.Ordinal))
                match = token;
            undecided |= token.Content.Length > text.Length && token.Content.AsSpan().StartsWith(text, StringComparison.Ordinal);
        }

        return (match, undecided);
    }
}
