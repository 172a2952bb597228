using System.Text;
using Qwen3Tts.TextFrontend.Markup;

namespace Qwen3Tts.TextFrontend.Ssml;

/// <summary>
/// A document's events as steps to do: white space is made one space, stretches are parted where a pause or another way of speaking asks
/// for it, and a stretch that ends within a sentence ends with a comma, so that it is not said as a sentence's end.
/// </summary>
/// <param name="turns">Whether rate, pitch and volume may change between two words: if not, each change begins a stretch.</param>
internal sealed class SsmlScript(ISpokenForms forms, bool turns = false)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    private readonly List<ScriptStep> _steps = [];
    private readonly List<string> _marks = [];
    private readonly StringBuilder _words = new();
    private TimeSpan _pause;
    private SsmlScope _scope = SsmlScope.Outermost;
    private Rune _last;
    private bool _said;
    private bool _apart;
    private bool _sentenceEnds;

    /// <returns>What is to be done now.</returns>
    public IReadOnlyList<ScriptStep> Take(IReadOnlyList<SsmlEvent> events)
    {
        foreach (var next in events)
            Add(next);
        return Flush();
    }

    /// <summary>No more events come.</summary>
    public IReadOnlyList<ScriptStep> End()
    {
        if (_said && _sentenceEnds)
            Close('.', '。');
        if (_pause > TimeSpan.Zero)
            Part(_scope);
        PlaceMarks();
        return Flush();
    }

    private void Add(SsmlEvent next)
    {
        switch (next)
        {
            case SsmlEvent.Text text:
                Say(text.Words, text.Scope);
                break;
            case SsmlEvent.SayAs kind:
                var said = forms.SayAs(kind.Words, kind.InterpretAs, kind.Format, kind.Scope.Language);
                if (said is null)
                    Warn($"<say-as> of '{kind.InterpretAs}' is read as it stands.");
                Say(said ?? kind.Words, kind.Scope);
                break;
            case SsmlEvent.Phoneme phoneme:
                var spelled = forms.Pronounce(phoneme.Words, phoneme.Alphabet, phoneme.Symbols, phoneme.Scope.Language);
                if (spelled is null)
                    Warn("<phoneme> cannot be written for this model; its words are read as they stand.");
                Say(spelled ?? phoneme.Words, phoneme.Scope);
                break;
            case SsmlEvent.Break pause:
                if (_pause == TimeSpan.Zero && pause.Length > TimeSpan.Zero && _marks.Count > 0)
                {
                    // They lie at the end of all that is said before the pause, its last sign too.
                    if (_said)
                        Close(_sentenceEnds ? '.' : ',', _sentenceEnds ? '。' : '，');
                    PlaceMarks();
                }

                _pause = _pause + pause.Length > LongestPause ? LongestPause : _pause + pause.Length;
                _apart = true;
                break;
            case SsmlEvent.Boundary:
                _sentenceEnds = _apart = true;
                break;
            case SsmlEvent.Mark mark:
                _marks.Add(mark.Name);
                break;
            case SsmlEvent.Warning warning:
                Warn(warning.Message);
                break;
        }
    }

    private void Say(string words, SsmlScope scope)
    {
        foreach (var rune in words.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                _apart = true;
                continue;
            }

            if (_said && _sentenceEnds)
                Close('.', '。');
            if (_said && IsClosing(rune))
            {
                // A full stop behind an element belongs to the words before it, not to a stretch of its own.
                _words.Append(rune.ToString());
                (_last, _apart, _sentenceEnds) = (rune, false, false);
                continue;
            }

            var another = scope.Style != _scope.Style || scope.Voice != _scope.Voice;
            if (turns && _said && _pause == TimeSpan.Zero && !another)
                Turn(scope);
            else if (_pause > TimeSpan.Zero || scope.Prosody != _scope.Prosody || another)
                Part(scope);
            PlaceMarks();
            if (_said && _apart && !(IsWide(_last) && IsWide(rune)))
                _words.Append(' ');
            _words.Append(rune.ToString());
            (_last, _said, _apart, _sentenceEnds) = (rune, true, false, false);
        }
    }

    private void Part(SsmlScope scope)
    {
        if (_said && scope.Voice != _scope.Voice)
            Close('.', '。');
        else if (_said)
            Close(',', '，');
        FlushWords();
        _steps.Add(new ScriptStep.Stretch(_pause, scope.Prosody, scope.Style, scope.Voice));
        (_pause, _scope, _apart) = (TimeSpan.Zero, scope, true);
        PlaceMarks();
    }

    private void Turn(SsmlScope scope)
    {
        if (scope.Prosody != _scope.Prosody)
        {
            FlushWords();
            _steps.Add(new ScriptStep.Turn(scope.Prosody));
        }

        _scope = scope;
    }

    private void PlaceMarks()
    {
        if (_marks.Count is 0)
            return;
        FlushWords();
        _steps.AddRange(_marks.Select(name => new ScriptStep.Mark(name)));
        _marks.Clear();
    }

    // A sign after a letter or a digit; where the text has its own, that stays.
    private void Close(char sign, char wide)
    {
        if (Rune.IsLetterOrDigit(_last))
        {
            _last = new Rune(IsWide(_last) ? wide : sign);
            _words.Append(_last.ToString());
        }
    }

    private void Warn(string message)
    {
        FlushWords();
        _steps.Add(new ScriptStep.Warning(message));
    }

    private void FlushWords()
    {
        if (_words.Length > 0)
            _steps.Add(new ScriptStep.Words(_words.ToString()));
        _words.Clear();
    }

    private ScriptStep[] Flush()
    {
        FlushWords();
        ScriptStep[] steps = [.. _steps];
        _steps.Clear();
        return steps;
    }

    private static bool IsClosing(Rune rune) => rune.Value is '.' or ',' or ';' or ':' or '!' or '?' or '…' or ')' or '。' or '，' or '、' or '！' or '？' or '；' or '：';

    // Chinese and Japanese, which part no words.
    private static bool IsWide(Rune rune) => rune.Value is >= 0x2E80 and < 0xAC00 or >= 0xF900 and < 0xFE50 or >= 0xFF00 and < 0xFFF0 or >= 0x20000;
}
