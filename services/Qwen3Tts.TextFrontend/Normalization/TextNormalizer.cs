using Qwen3Tts.TextFrontend.Normalization.Languages;
using Qwen3Tts.TextFrontend.Normalization.Lexicons;
using Qwen3Tts.TextFrontend.Normalization.Readers;

namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>
/// Writes a text out as it is said, while it arrives, cut anywhere. Words leave as soon as no later text can change how they are
/// read, and all are the same as for the text in one piece. What waits is at most a word, a number with the words that belong to
/// it, or an address: <see cref="TextWindow.Reach"/> characters, besides where the language has to be found out (see
/// <see cref="LanguageChoice"/>).
/// </summary>
public sealed class TextNormalizer
{
    private const int LongestWord = 64;

    private readonly TextWindow _window = new();
    private readonly ReadingContext _context;
    private readonly MarkdownReader _markdown = new();
    private readonly LexiconReader? _lexicon;
    private readonly LanguageChoice _languages;
    private readonly NormalizationMode _mode;
    private long _taken;
    private char _lastSaid;
    private bool _lastWasRead;

    internal TextNormalizer(NormalizationMode mode, LanguageChoice languages, Lexicon lexicon)
    {
        _mode = mode;
        _languages = languages;
        _lexicon = lexicon.IsEmpty ? null : new LexiconReader(lexicon);
        _context = new ReadingContext { Mode = mode };
    }

    /// <summary>The language that the text is read in, and how sure that is; null while it is not known.</summary>
    public DetectedLanguage? Language => _languages.Chosen;

    /// <summary>UTF-16 code units that wait for more text.</summary>
    internal int Waiting => _window.Count;

    /// <summary>Takes the next piece; what is final is added to <paramref name="said"/>.</summary>
    public void Append(ReadOnlySpan<char> piece, SpokenText said)
    {
        while (!piece.IsEmpty)
        {
            // In slices, so that little is held of a long piece.
            var slice = piece[..Math.Min(piece.Length, 2048)];
            piece = piece[slice.Length..];
            foreach (var c in slice)
            {
                if (_mode is NormalizationMode.Off || !Scripts.IsInvisible(c))
                    _window.Add(c, _taken);
                _taken++;
            }

            Drain(said);
        }
    }

    /// <summary>What has come is all there is for now: it is read as if the text ended here, and leaves.</summary>
    public void Flush(SpokenText said)
    {
        _window.Ended = true;
        Drain(said);
        _window.Ended = false;
    }

    /// <summary>Ends the text: all that is left is added to <paramref name="said"/>.</summary>
    public void End(SpokenText said) => Flush(said);

    private void Drain(SpokenText said)
    {
        while (_window.Count > 0)
        {
            _window.Starved = false;
            var reading = Read(out var language);
            if (_window.Starved && !_window.Ended)
                return;
            Give(reading, language, said);
        }
    }

    private Reading Read(out LanguageReaders? readers)
    {
        readers = null;
        var first = _window[0];
        if (_lexicon is not null && _lexicon.Read(_window, _context) is { IsNone: false } entry)
            return entry;
        if (_window.Starved)
            return Reading.None;
        if (_mode is NormalizationMode.Off)
            return Reading.Plain(PlainLength(first));
        if (_markdown.MayBegin(first, _context) && _markdown.Read(_window, _context) is { IsNone: false } mark)
            return mark;
        if (_window.Starved)
            return Reading.None;
        if (Scripts.IsWordPart(first))
            return _context.InWord && !Scripts.IsUnspaced(_context.Previous) ? Reading.Plain(PlainLength(first)) : ReadWord(out readers);
        if (Scripts.IsUnspaced(first) || Scripts.IsBlank(first) || first is '\n' or ',' or '\'' or '"')
            return Reading.Plain(PlainLength(first));
        if (EmojiReader.MayBegin(first))
        {
            readers = _languages.For(_window, _context);
            if (readers?.ReadEmoji(_window, _context) is { IsNone: false } emoji)
                return emoji;
        }

        return ReadOther(first, out readers);
    }

    private Reading ReadWord(out LanguageReaders? readers)
    {
        readers = null;
        if (_languages.IsPlainAnywhere(_window))
            return Reading.Plain(PlainLength(_window[0]));
        if (_window.Starved)
            return Reading.None;
        readers = _languages.For(_window, _context);
        var reading = readers?.ReadWord(_window, _context) ?? Reading.None;
        return reading.IsNone ? Reading.Plain(PlainLength(_window[0])) : reading;
    }

    private Reading ReadOther(char first, out LanguageReaders? readers)
    {
        readers = null;
        // Most signs are punctuation, and need no language.
        if (!(char.IsAsciiDigit(first) || NumberMayFollow(first) || first > '\u007F' || "&%#@+=<>*/-~\\".Contains(first, StringComparison.Ordinal)))
            return Reading.Plain(PlainLength(first));
        readers = _languages.For(_window, _context);
        if (readers is null)
            return Reading.None;
        var reading = char.IsAsciiDigit(first) || NumberMayFollow(first) || first > '\u007F' ? readers.ReadNumber(_window, _context) : Reading.None;
        if (reading.IsNone && !_window.Starved)
            reading = readers.ReadSign(_window, _context);
        return reading.IsNone ? Reading.Plain(PlainLength(first)) : reading;
    }

    private bool NumberMayFollow(char first) => first switch
    {
        '-' or '+' or '.' or '(' or '%' => char.IsAsciiDigit(_window[1]) || (first is '-' && _window[1] is '$' or '€' or '£' or '¥'),
        '$' => true,
        _ => false,
    };

    /// <summary>Length of what stands as it is: a word, a run of ideographs, or one character.</summary>
    private int PlainLength(char first)
    {
        if (Scripts.IsWordPart(first))
        {
            var end = 1;
            while (end < LongestWord && Scripts.IsWordPart(_window[end]))
                end++;
            return end;
        }

        if (Scripts.IsUnspaced(first))
        {
            var end = 1;
            while (_lexicon is null && end < LongestWord && end < _window.Count && Scripts.IsUnspaced(_window[end]))
                end++;
            return end;
        }

        return char.IsHighSurrogate(first) && char.IsLowSurrogate(_window[1]) ? 2 : 1;
    }

    private void Give(Reading reading, LanguageReaders? readers, SpokenText said)
    {
        var (start, length) = (_window.SourceOf(0), reading.Length);
        var raw = _window.Raw(length);
        var code = readers?.Code ?? _languages.Code;
        if (reading.Warning.Length > 0)
            said.Warn(reading.Warning);
        var sourceLength = (int)(_window.SourceOf(length - 1) + 1 - start);
        var spoken = reading.Spoken is null ? raw : reading.Spoken.AsSpan();
        if (spoken.Length > 0)
        {
            // Words that stood against digits or signs stay apart from what those became.
            if ((reading.Spoken is not null || _lastWasRead) && Scripts.IsWordPart(_lastSaid) && Scripts.IsWordPart(spoken[0]) && !(Scripts.IsHangul(spoken[0]) && Scripts.IsHangul(_lastSaid)))
                said.Append(' ');
            _lastSaid = spoken[^1];
            _lastWasRead = reading.Spoken is not null;
        }

        said.Append(start, sourceLength, spoken, reading.Class, code);
        See(reading, raw);
        _languages.See(raw);
        _window.Advance(length);
    }

    private void See(Reading reading, ReadOnlySpan<char> raw)
    {
        if (reading.Spoken is null || _markdown.InFence || reading.Class is SemioticClass.Lexicon or SemioticClass.Abbreviation or SemioticClass.Initialism)
        {
            foreach (var c in raw)
                _context.See(c);
        }
        else if (reading.Class is SemioticClass.Markdown or SemioticClass.Emoji)
        {
            _context.SeeDropped(raw[^1]);
        }
        else
        {
            _context.SeeOther(raw[^1], reading.Class);
        }
    }
}
