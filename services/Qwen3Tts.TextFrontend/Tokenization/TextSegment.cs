using System.Runtime.InteropServices;
using System.Text;

namespace Qwen3Tts.TextFrontend.Tokenization;

/// <summary>The text between two added tokens, as it grows: normalised, split into pre-tokens, merged.</summary>
internal sealed class TextSegment(BytePairEncoding encoding)
{
    private readonly ComposingWindow _window = new();
    private readonly PreTokenScanner _scanner = new();
    private readonly List<int> _finished = [];
    private readonly List<char> _symbols = [];

    /// <summary>Takes one more character; ids that are final are added to <paramref name="ids"/>.</summary>
    public void Push(Rune rune, List<int> ids) => Scan(_window.Push(rune), ids);

    /// <summary>Ends the segment: all its ids are final. The next character begins a new one.</summary>
    public void End(List<int> ids)
    {
        Scan(_window.Flush(), ids);
        _scanner.End(_finished);
        Encode(ids);
    }

    /// <summary>Adds the ids of an unfinished pre-token that no later text can change.</summary>
    public void Settle(List<int> ids)
    {
        if (!_scanner.HasCertainBeginning)
            return;
        (IReadOnlyList<int> settled, int symbols) = encoding.Settled(CollectionsMarshal.AsSpan(_symbols));
        ids.AddRange(settled);
        _symbols.RemoveRange(0, symbols);
        _scanner.Drop(symbols);
    }

    private void Scan(string normalised, List<int> ids)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in normalised.EnumerateRunes())
        {
            _scanner.Push(rune, _finished);
            foreach (byte value in bytes[..rune.EncodeToUtf8(bytes)])
                _symbols.Add(ByteAlphabet.Symbols[value]);
            Encode(ids);
        }
    }

    private void Encode(List<int> ids)
    {
        int start = 0;
        foreach (int length in _finished)
        {
            ids.AddRange(encoding.Encode(CollectionsMarshal.AsSpan(_symbols).Slice(start, length)));
            start += length;
        }

        _symbols.RemoveRange(0, start);
        _finished.Clear();
    }
}
