namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>What came before the window, as far as rules ask for it.</summary>
internal sealed class ReadingContext
{
    private readonly char[] _word = new char[24];
    private int _wordLength;

    public NormalizationMode Mode { get; init; }

    /// <summary>The character before; a line feed at the beginning.</summary>
    public char Previous { get; private set; } = '\n';

    /// <summary>Whether only blanks came since the line began.</summary>
    public bool AtLineStart { get; private set; } = true;

    /// <summary>The last word in small letters, or its last 24; empty at the beginning and after the end of a sentence.</summary>
    public string PreviousWord => new string(_word, 0, _wordLength).ToLowerInvariant();

    /// <summary>Whether the last word began with a capital.</summary>
    public bool PreviousIsCapital => _wordLength > 0 && char.IsUpper(_word[0]);

    public bool InWord { get; private set; }

    /// <summary>Whether a number or a single letter was the last but blanks: what a sign of arithmetic may stand behind.</summary>
    public bool AfterOperand { get; private set; }

    /// <summary>Whether only blanks came since something was read that is no word.</summary>
    public bool AfterReading { get; private set; }

    /// <summary>What was read last, but words.</summary>
    public SemioticClass LastClass { get; private set; }

    /// <summary>Words of Latin letters in the sentence so far.</summary>
    public int LatinWords { get; private set; }

    /// <summary>The last letter of the sentence so far; NUL before the first.</summary>
    public char LastLetter { get; private set; }

    /// <summary>Whether the sentence has had letters that are not Latin.</summary>
    public bool HasOtherLetters { get; private set; }

    public void See(char c)
    {
        if (Scripts.IsWordPart(c) || Scripts.IsUnspaced(c))
        {
            if (!InWord)
                _wordLength = 0;
            if (_wordLength == _word.Length)
            {
                _word.AsSpan(1).CopyTo(_word);
                _wordLength--;
            }

            _word[_wordLength++] = c;
            InWord = true;
            LastLetter = c;
            HasOtherLetters |= c > '\u024F';
            LatinWords += _wordLength == 2 && c <= '\u024F' ? 1 : 0;
        }
        else
        {
            InWord = false;
            if (c is '!' or '?' or '。' or '\n' || (c is '.' && _wordLength > 3))
                (_wordLength, LastLetter, HasOtherLetters, LatinWords) = (0, '\0', false, 0);
        }

        AtLineStart = c is '\n' || (AtLineStart && Scripts.IsBlank(c));
        AfterReading &= Scripts.IsBlank(c);
        AfterOperand = Scripts.IsBlank(c) ? AfterOperand : c is ')' || char.IsAsciiDigit(c) || (InWord && _wordLength == 1 && Scripts.IsLatin(c));
        Previous = c;
    }

    /// <summary>Something was read that is no word: what is said for it does not count as one.</summary>
    public void SeeOther(char last, SemioticClass kind)
    {
        LastClass = kind;
        AfterReading = true;
        _wordLength = 0;
        InWord = false;
        AfterOperand = char.IsAsciiDigit(last);
        AtLineStart = last is '\n';
        Previous = last;
    }

    /// <summary>A mark was dropped: as if it had not been there.</summary>
    public void SeeDropped(char last) => Previous = last;
}
