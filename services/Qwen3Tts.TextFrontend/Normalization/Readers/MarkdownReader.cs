
namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>
/// Formatting as language models write it: marks of headings, lists, quotations, tables, emphasis and links are not spoken, the
/// words in them are; code within a line is, fenced code is not. One for each text: it knows whether it is in a fence or a row.
/// </summary>
internal sealed class MarkdownReader : IReader
{
    private const int LongestLink = 160;
    private bool _inRow;
    private int _linkTarget;

    /// <summary>Whether code is fenced off here.</summary>
    public bool InFence { get; private set; }

    /// <summary>Whether the next character may be formatting; what is fenced off is.</summary>
    public bool MayBegin(char c, ReadingContext context) =>
        InFence || c is '*' or '_' or '`' or '[' or ']' or '!' or '|' or '~' || (context.AtLineStart && c is '#' or '>' or '-' or '+' or '=' or '•' or '·' or '◦');

    public Reading Read(TextWindow window, ReadingContext context)
    {
        if (InFence)
            return ReadFenced(window, context);
        if (context.Previous is '\n')
            _inRow = false;
        if (context.AtLineStart && ReadLineStart(window) is { IsNone: false } start)
            return start;
        return window[0] switch
        {
            '|' when _inRow => ReadCell(window),
            '[' => ReadLink(window, 0),
            '!' when window[1] == '[' => ReadLink(window, 1),
            ']' when _linkTarget > 0 => LeaveLink(window),
            '`' => Drop(Run(window, '`')),
            '~' when window[1] == '~' => Drop(Run(window, '~')),
            '*' or '_' => ReadEmphasis(window, context),
            _ => Reading.None,
        };
    }

    private Reading ReadLineStart(TextWindow window)
    {
        var run = Run(window, window[0]);
        switch (window[0])
        {
            case '`' or '~' when run >= 3:
                InFence = IsCertain(window);
                return new Reading(run, "", SemioticClass.Markdown, "Fenced code is not spoken.");
            case '#' when run <= 6 && window[run] == ' ':
                return Drop(run + 1);
            case '>':
                return Drop(window[1] == ' ' ? 2 : 1);
            case '-' or '*' or '_' or '=' when run >= 3 && window[run] is '\n' or '\0' or '\r':
                return Drop(run);
            case '-' or '*' or '+' or '•' or '◦' or '·' when run == 1 && window[1] == ' ':
                return Drop(IsTask(window) ? 6 : 2);
            case '|':
                return ReadRowStart(window);
            default:
                return Reading.None;
        }
    }

    private static bool IsTask(TextWindow window) => window[2] == '[' && window[3] is ' ' or 'x' or 'X' && window[4] == ']' && window[5] == ' ';

    private Reading ReadRowStart(TextWindow window)
    {
        var rule = 1;
        while (rule < TextWindow.Reach && window[rule] is '-' or ':' or '|' or ' ')
            rule++;
        if (rule > 3 && window[rule] is '\n' or '\0' or '\r')
            return Drop(rule);
        _inRow = IsCertain(window);
        return Drop(window[1] == ' ' ? 2 : 1);
    }

    private static Reading ReadCell(TextWindow window)
    {
        var at = window.SkipSpace(1);
        return window[at] is '\n' or '\0' or '\r' ? Drop(at) : new Reading(1, ",", SemioticClass.Markdown);
    }

    // [words](target): only the words are spoken; the target is taken away when they end.
    private Reading ReadLink(TextWindow window, int at)
    {
        var end = at + 1;
        while (end < LongestLink && window[end] is not (']' or '[' or '\n' or '\0'))
            end++;
        if (window[end] != ']' || window[end + 1] != '(' || _linkTarget > 0)
            return Reading.None;
        var close = end + 2;
        while (close < TextWindow.Reach - 1 && window[close] is not (')' or ' ' or '\n' or '\0'))
            close++;
        if (window[close] != ')')
            return Reading.None;
        if (IsCertain(window))
            _linkTarget = close + 1 - end;
        return Drop(at + 1);
    }

    private Reading LeaveLink(TextWindow window)
    {
        var (length, isTarget) = (_linkTarget, window[1] == '(');
        if (IsCertain(window))
            _linkTarget = 0;
        return isTarget ? Drop(length) : Reading.None;
    }

    private static Reading ReadEmphasis(TextWindow window, ReadingContext context)
    {
        var run = Run(window, window[0]);
        if (run > 3)
            return window[0] == '_' ? Reading.None : Drop(run);
        var (before, behind) = (context.Previous, window[run]);
        var inside = char.IsLetterOrDigit(before) && char.IsLetterOrDigit(behind);
        var alone = IsSpace(before) && IsSpace(behind);
        if (alone || (inside && (window[0] == '_' || (char.IsAsciiDigit(before) && char.IsAsciiDigit(behind)))))
            return Reading.None;
        return Drop(run);
    }

    private Reading ReadFenced(TextWindow window, ReadingContext context)
    {
        if (context.AtLineStart && window[0] is '`' or '~' && Run(window, window[0]) is >= 3 and var run)
        {
            InFence = !IsCertain(window);
            return Drop(run);
        }

        var end = 1;
        while (end < TextWindow.Reach && end < window.Count && window[end - 1] != '\n')
            end++;
        // All that has come is dropped at once, up to the end of its line.
        return Drop(context.AtLineStart && window[0] is '`' or '~' or ' ' ? 1 : end);
    }

    // What is read with too little text is read again: it must leave no trace.
    private static bool IsCertain(TextWindow window) => !window.Starved || window.Ended;

    private static int Run(TextWindow window, char c)
    {
        var run = 0;
        while (run < 32 && window[run] == c)
            run++;
        return run;
    }

    private static bool IsSpace(char c) => c is '\0' or '\n' or '\r' || Scripts.IsBlank(c);

    private static Reading Drop(int length) => new(length, "", SemioticClass.Markdown);
}
