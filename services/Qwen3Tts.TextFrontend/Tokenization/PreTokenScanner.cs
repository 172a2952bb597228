using System.Text;

namespace Qwen3Tts.TextFrontend.Tokenization;

/// <summary>
/// Qwen2's pre-tokenisation expression as a machine that takes one character at a time:
/// <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>.
/// A pre-token is reported as soon as no later character can change it. Characters are Unicode scalars, as in the official
/// tokenizer; .NET's own expressions see UTF-16 halves, so that letters beyond U+FFFF would be none.
/// </summary>
internal sealed class PreTokenScanner
{
    private State _state;
    private int _length;

    /// <summary>Bytes of the whitespace run up to and with its last newline; 0 without one.</summary>
    private int _newlineEnd;

    private Rune _lastSpace;
    private char _contractionEnd;

    private enum State
    {
        Empty,
        Letters,
        Apostrophe,
        Contraction,
        Symbol,
        Symbols,
        SymbolsAndNewlines,
        Space,
        Spaces,
    }

    /// <summary>Whether the bytes of the unfinished pre-token are certain to be the beginning of one pre-token.</summary>
    public bool HasCertainBeginning => _state is not (State.Empty or State.Space or State.Spaces);

    /// <summary>Takes the next character and adds to <paramref name="finished"/> the UTF-8 length of each pre-token now final.</summary>
    public void Push(Rune rune, List<int> finished)
    {
        while (!TryExtend(rune, finished))
            CloseBefore(finished);
    }

    /// <summary>Ends the text: what is left is final.</summary>
    public void End(List<int> finished)
    {
        if (_newlineEnd > 0 && _newlineEnd < _length)
            Finish(_newlineEnd, finished);
        if (_length > 0)
            Finish(_length, finished);
        Become(State.Empty);
    }

    /// <summary>Forgets the first <paramref name="bytes"/> of the unfinished pre-token.</summary>
    public void Drop(int bytes) => _length -= bytes;

    private bool TryExtend(Rune rune, List<int> finished) => _state switch
    {
        State.Empty => Begin(rune, finished),
        State.Letters => Rune.IsLetter(rune) && Extend(rune, State.Letters),
        State.Apostrophe => ExtendApostrophe(rune, finished),
        State.Contraction => ExtendContraction(rune, finished),
        State.Symbol => ExtendSymbol(rune),
        State.Symbols => ExtendSymbols(rune),
        State.SymbolsAndNewlines => IsNewline(rune) && Extend(rune, State.SymbolsAndNewlines),
        State.Space => ExtendSpace(rune),
        _ => Rune.IsWhiteSpace(rune) && ExtendWhitespace(rune, State.Spaces),
    };

    private bool Begin(Rune rune, List<int> finished)
    {
        if (Rune.IsLetter(rune))
            return Extend(rune, State.Letters);
        if (IsNewline(rune))
            return ExtendWhitespace(rune, State.Spaces);
        if (Rune.IsWhiteSpace(rune))
            return ExtendWhitespace(rune, State.Space);
        if (Rune.IsNumber(rune))
            return FinishWith(rune, finished);
        return Extend(rune, rune.Value == '\'' ? State.Apostrophe : State.Symbol);
    }

    private bool ExtendApostrophe(Rune rune, List<int> finished)
    {
        switch (Folded(rune))
        {
            case 's' or 't' or 'm' or 'd':
                return FinishWith(rune, finished);
            case 'r' or 'v':
                _contractionEnd = 'e';
                return Extend(rune, State.Contraction);
            case 'l':
                _contractionEnd = 'l';
                return Extend(rune, State.Contraction);
            default:
                return ExtendSymbol(rune);
        }
    }

    private bool ExtendContraction(Rune rune, List<int> finished) => Folded(rune) == _contractionEnd
        ? FinishWith(rune, finished)
        : Rune.IsLetter(rune) && Extend(rune, State.Letters);

    private bool ExtendSymbol(Rune rune) => Rune.IsLetter(rune) ? Extend(rune, State.Letters) : ExtendSymbols(rune);

    private bool ExtendSymbols(Rune rune)
    {
        if (IsSymbol(rune))
            return Extend(rune, State.Symbols);
        return IsNewline(rune) && Extend(rune, State.SymbolsAndNewlines);
    }

    private bool ExtendSpace(Rune rune)
    {
        if (Rune.IsLetter(rune))
            return Extend(rune, State.Letters);
        if (Rune.IsWhiteSpace(rune))
            return ExtendWhitespace(rune, State.Spaces);
        return _lastSpace.Value == ' ' && IsSymbol(rune) && Extend(rune, State.Symbols);
    }

    private bool ExtendWhitespace(Rune rune, State state)
    {
        Extend(rune, state);
        _lastSpace = rune;
        if (IsNewline(rune))
            _newlineEnd = _length;
        return true;
    }

    private bool Extend(Rune rune, State state)
    {
        _length += rune.Utf8SequenceLength;
        return Become(state);
    }

    private bool FinishWith(Rune rune, List<int> finished)
    {
        Finish(_length + rune.Utf8SequenceLength, finished);
        return Become(State.Empty);
    }

    /// <summary>Finishes what ends before a character that does not extend it. The last of several spaces is left to the next word.</summary>
    private void CloseBefore(List<int> finished)
    {
        int lastSpace = _lastSpace.Utf8SequenceLength;
        if (_newlineEnd > 0)
            Finish(_newlineEnd, finished);
        else
            Finish(_state == State.Spaces && _length > lastSpace ? _length - lastSpace : _length, finished);
        Become(_length == 0 ? State.Empty : _length == lastSpace ? State.Space : State.Spaces);
    }

    private void Finish(int bytes, List<int> finished)
    {
        finished.Add(bytes);
        _length = _state is State.Space or State.Spaces ? _length - bytes : 0;
        _newlineEnd = 0;
    }

    private bool Become(State state)
    {
        _state = state;
        return true;
    }

    private static bool IsNewline(Rune rune) => rune.Value is '\r' or '\n';

    private static bool IsSymbol(Rune rune) => !Rune.IsLetter(rune) && !Rune.IsNumber(rune) && !Rune.IsWhiteSpace(rune);

    /// <summary>The character as <c>(?i)</c> compares it; U+017F, the long s, folds to s.</summary>
    private static char Folded(Rune rune) => rune.Value switch
    {
        >= 'A' and <= 'Z' => (char)(rune.Value | 0x20),
        >= 'a' and <= 'z' => (char)rune.Value,
        0x17F => 's',
        _ => '\0',
    };
}
