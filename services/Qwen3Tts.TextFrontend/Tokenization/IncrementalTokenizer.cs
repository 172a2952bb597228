using System.Text;

namespace Qwen3Tts.TextFrontend.Tokenization;

/// <summary>
/// Tokenises a text that arrives in pieces, cut anywhere, even within a surrogate pair: an id is given out once no later text
/// can change it, and the ids are those of the text in one go. An unpaired surrogate reads as U+FFFD. What waits is bounded
/// only by the text's length, which the caller limits.
/// </summary>
public sealed class IncrementalTokenizer
{
    private readonly AddedTokenSet _added;
    private readonly TextSegment _segment;
    private readonly StringBuilder _undecided = new();
    private char _highSurrogate;

    internal IncrementalTokenizer(BytePairEncoding encoding, AddedTokenSet added)
    {
        _added = added;
        _segment = new TextSegment(encoding);
    }

    /// <summary>Takes the next piece; ids that are final are added to <paramref name="ids"/>.</summary>
    public void Append(ReadOnlySpan<char> piece, List<int> ids)
    {
        if (_highSurrogate != '\0' && !piece.IsEmpty)
        {
            bool pair = Rune.TryCreate(_highSurrogate, piece[0], out Rune joined);
            Push(pair ? joined : Rune.ReplacementChar, ids);
            piece = piece[(pair ? 1 : 0)..];
            _highSurrogate = '\0';
        }

        if (!piece.IsEmpty && char.IsHighSurrogate(piece[^1]))
        {
            _highSurrogate = piece[^1];
            piece = piece[..^1];
        }

        foreach (Rune rune in piece.EnumerateRunes())
            Push(rune, ids);
        _segment.Settle(ids);
    }

    /// <summary>Ends the text: all ids left are added to <paramref name="ids"/>. The tokenizer is then ready for another.</summary>
    public void End(List<int> ids)
    {
        if (_highSurrogate != '\0')
            Push(Rune.ReplacementChar, ids);
        _highSurrogate = '\0';
        Resolve(ids, ended: true);
        _segment.End(ids);
    }

    private void Push(Rune rune, List<int> ids)
    {
        if (_undecided.Length == 0 && !(rune.IsBmp && _added.MayBegin((char)rune.Value)))
        {
            _segment.Push(rune, ids);
            return;
        }

        _undecided.Append(rune.ToString());
        Resolve(ids, ended: false);
    }

    private void Resolve(List<int> ids, bool ended)
    {
        while (_undecided.Length > 0)
        {
            string text = _undecided.ToString();
            (AddedToken? token, bool undecided) = _added.Match(text);
            if (undecided && !ended)
                return;

            Rune first = Rune.GetRuneAt(text, 0);
            if (token is null)
            {
                _segment.Push(first, ids);
            }
            else
            {
                _segment.End(ids);
                ids.Add(token.Id);
            }

            _undecided.Remove(0, token?.Content.Length ?? first.Utf16SequenceLength);
        }
    }
}
