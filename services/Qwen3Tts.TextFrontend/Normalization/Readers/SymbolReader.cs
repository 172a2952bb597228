using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>Signs that are words.</summary>
internal sealed class SymbolReader(Grammar grammar) : IReader
{
    private const string Always = "&×÷±≈≠≤≥§№";
    private const string BetweenNumbers = "+=<>*/-";

    public Reading Read(TextWindow window, ReadingContext context)
    {
        var sign = window[0];
        if (sign is '-' or '–' or '—' or '~' or '〜' && JoinsRange(window, context))
            return Say(grammar.Data["to"]);
        if (sign == '#' && char.IsAsciiDigit(window[1]))
            return new Reading(1, grammar.Data["number"], SemioticClass.Symbol);
        if (!grammar.Data.Symbols.TryGetValue(sign, out var word) && sign is not ('*' or '/' or '-'))
            return Reading.None;
        var next = window[1];
        if (sign is '<' or '>' && next == '=')
            return IsBetween(window, 2, context) ? new Reading(2, grammar.Data.Symbols[sign is '<' ? '≤' : '≥'], SemioticClass.Symbol) : Reading.None;
        if (BetweenNumbers.Contains(sign, StringComparison.Ordinal))
        {
            if (!IsBetween(window, 1, context))
                return word is not null && sign is '+' or '=' && context.Mode is NormalizationMode.On && (next == ' ') && context.Previous == ' ' ? Say(word) : Reading.None;
            return sign switch
            {
                '*' => Say(grammar.Data["times"]),
                '/' => context.Previous == ' ' && next == ' ' ? Say(grammar.Data["divided"]) : Reading.None,
                '-' => context.Previous == ' ' && next == ' ' && grammar.Data.Find("subtract") is { } minus ? Say(minus) : Reading.None,
                _ => Say(word!),
            };
        }

        if (sign == '@')
            return char.IsLetter(next) && context.Mode is NormalizationMode.On ? Say(word!) : Reading.None;
        return Always.Contains(sign, StringComparison.Ordinal) || context.Mode is NormalizationMode.On ? Say(word!) : Reading.None;
    }

    // Between two times or dates, and in 1月〜3月.
    private static bool JoinsRange(TextWindow window, ReadingContext context)
    {
        if (!char.IsAsciiDigit(window[window.SkipSpace(1)]))
            return false;
        return window[0] is '~' or '〜' ? char.IsLetterOrDigit(context.Previous) : context.LastClass is SemioticClass.Time or SemioticClass.Date && context.AfterReading;
    }

    private static bool IsBetween(TextWindow window, int at, ReadingContext context)
    {
        var behind = window[window.SkipSpace(at)];
        var single = !char.IsLetter(window[window.SkipSpace(at) + 1]);
        return (char.IsAsciiDigit(behind) || behind is '-' or '√' || (char.IsAsciiLetter(behind) && single)) && context.AfterOperand;
    }

    private static Reading Say(string word) => new(1, word, SemioticClass.Symbol);
}
