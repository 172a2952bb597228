namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>
/// The text that was not given out yet, seen from its first character. A rule that looks behind what has come makes the window
/// <see cref="Starved"/>, and its answer does not count until more text has come or the text has ended: so an answer never depends
/// on where the text was cut. No rule sees further than <see cref="Reach"/>, so that what waits is bounded.
/// </summary>
internal sealed class TextWindow
{
    /// <summary>How many UTF-16 code units a rule may see.</summary>
    public const int Reach = 192;

    private char[] _text = new char[1024];
    private long[] _sources = new long[1024];
    private int _start;

    /// <summary>Whether a rule looked behind what has come.</summary>
    public bool Starved { get; set; }

    /// <summary>Whether no more text comes: what lies behind is the end.</summary>
    public bool Ended { get; set; }

    public int Count { get; private set; }

    /// <summary>The character at an index, with full-width forms and the digits of Arabic made ASCII; NUL behind the end.</summary>
    public char this[int index]
    {
        get
        {
            if (index < Count && index < Reach)
                return Folded(_text[_start + index]);
            Starved |= index < Reach && !Ended;
            return '\0';
        }
    }

    public void Add(char value, long source)
    {
        if (_start + Count == _text.Length)
            MakeRoom();
        _text[_start + Count] = value;
        _sources[_start + Count++] = source;
    }

    public ReadOnlySpan<char> Raw(int length) => _text.AsSpan(_start, length);

    /// <summary>Where in the source the character at an index lies.</summary>
    public long SourceOf(int index) => _sources[_start + index];

    public void Advance(int length)
    {
        _start += length;
        Count -= length;
        if (Count == 0)
            _start = 0;
    }

    /// <summary>Length of the run of ASCII digits.</summary>
    public int Digits(int at)
    {
        var end = at;
        while (char.IsAsciiDigit(this[end]))
            end++;
        return end - at;
    }

    /// <summary>Length of the run of letters and marks, at most <paramref name="most"/>.</summary>
    public int Letters(int at, int most = 32)
    {
        var end = at;
        while (end - at < most && Scripts.IsWordPart(this[end]))
            end++;
        return end - at;
    }

    public string Text(int at, int length) => string.Create(length, (this, at), static (span, from) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = from.Item1[from.at + i];
    });

    public bool Has(int at, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (this[at + i] != text[i])
                return false;
        }

        return true;
    }

    /// <summary>Index behind one space, or the same index where there is none.</summary>
    public int SkipSpace(int at) => Scripts.IsBlank(this[at]) ? at + 1 : at;

    private static char Folded(char value) => value switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(value - 0xFEE0),
        >= '\u0660' and <= '\u0669' => (char)(value - 0x0660 + '0'),
        >= '\u06F0' and <= '\u06F9' => (char)(value - 0x06F0 + '0'),
        '\u066B' => '.',
        '\u066C' => ',',
        '\u066A' => '%',
        '\u2212' => '-',
        _ => value,
    };

    private void MakeRoom()
    {
        var size = Count > _text.Length / 2 ? _text.Length * 2 : _text.Length;
        (var text, var sources) = (new char[size], new long[size]);
        _text.AsSpan(_start, Count).CopyTo(text);
        _sources.AsSpan(_start, Count).CopyTo(sources);
        (_text, _sources, _start) = (text, sources, 0);
    }
}
