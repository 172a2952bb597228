using System.Text;

namespace Qwen3Tts.TextFrontend.Words;

/// <summary>What is said, as it becomes known, to words and what they stand for in the source.</summary>
internal sealed class WordSplitter
{
    private readonly WordBoundaries _boundaries = new();
    private readonly StringBuilder _word = new();
    private char _highSurrogate;
    private long _surrogateFrom;
    private long _surrogateTo;
    private bool _open;
    private int _significant;
    private long _start;
    private long _end;
    private bool _sentenceEnded = true;

    /// <summary>Words that are whole.</summary>
    public Queue<SpokenWord> Closed { get; } = new();

    /// <summary>Takes what is said for a part of the source.</summary>
    /// <param name="spoken">May end within a surrogate pair.</param>
    /// <param name="start">UTF-16 code units of the source before it.</param>
    /// <param name="length">UTF-16 code units of the source that it covers.</param>
    /// <param name="plain">It is the source itself, character by character.</param>
    public void Append(ReadOnlySpan<char> spoken, long start, int length, bool plain)
    {
        for (var i = 0; i < spoken.Length; i++)
        {
            var (from, to) = plain && spoken.Length == length ? (start + i, start + i + 1) : (start, start + length);
            if (char.IsHighSurrogate(spoken[i]))
            {
                CloseSurrogate();
                (_highSurrogate, _surrogateFrom, _surrogateTo) = (spoken[i], from, to);
            }
            else if (_highSurrogate != '\0' && Rune.TryCreate(_highSurrogate, spoken[i], out var pair))
            {
                _highSurrogate = '\0';
                Push(pair, _surrogateFrom, to);
            }
            else
            {
                CloseSurrogate();
                Push(Rune.TryCreate(spoken[i], out var rune) ? rune : Rune.ReplacementChar, from, to);
            }
        }
    }

    /// <summary>The last word is whole.</summary>
    public void Close()
    {
        CloseSurrogate();
        if (!_open)
            return;
        _open = false;
        var spoken = _word.ToString(0, _significant);
        Closed.Enqueue(new SpokenWord(spoken, _start, (int)(_end - _start), spoken.Length > 0 && _sentenceEnded));
        if (spoken.Length > 0)
            _sentenceEnded = false;
        _sentenceEnded |= EndsSentence(_word);
        _word.Clear();
    }

    private void CloseSurrogate()
    {
        if (_highSurrogate == '\0')
            return;
        _highSurrogate = '\0';
        Push(Rune.ReplacementChar, _surrogateFrom, _surrogateTo);
    }

    private void Push(Rune rune, long from, long to)
    {
        if (WordBoundaries.IsSpace(rune))
        {
            _boundaries.Begins(rune);
            Close();
            _sentenceEnded |= rune.Value is '\n';
            return;
        }

        if (_boundaries.Begins(rune))
        {
            Close();
            (_open, _significant, _start, _end) = (true, 0, from, to);
        }

        if (Rune.IsLetterOrDigit(rune) || (_significant > 0 && _significant == _word.Length && WordBoundaries.IsMark(rune)))
        {
            if (_significant is 0)
            {
                _word.Clear();
                _start = from;
            }

            _word.Append(rune.ToString());
            (_significant, _end) = (_word.Length, Math.Max(_end, to));
            return;
        }

        _word.Append(rune.ToString());
    }

    /// <summary>Whether what follows the word's last letter, such as <c>."</c>, ends a sentence.</summary>
    private bool EndsSentence(StringBuilder word)
    {
        for (var i = _significant; i < word.Length; i++)
        {
            if (word[i] is '.' or '!' or '?' or '…' or '。' or '！' or '？' or '؟' or '۔')
                return true;
        }

        return false;
    }
}
