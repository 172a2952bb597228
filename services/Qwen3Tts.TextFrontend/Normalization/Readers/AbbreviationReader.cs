using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>Abbreviations of the language's table, and words before numbers (No. 5) that are words of their own elsewhere.</summary>
internal sealed class AbbreviationReader(Grammar grammar) : IReader
{
    public Reading Read(TextWindow window, ReadingContext context)
    {
        if (ReadSaintOrStreet(window, context) is { IsNone: false } saint)
            return saint;
        if (ReadNumberSign(window) is { IsNone: false } number)
            return number;
        var length = grammar.Data.Abbreviations.Match(window, 0, out var spoken);
        if (length == 0)
            return Reading.None;
        // The point of the last abbreviation ends the sentence too.
        var ends = window[length - 1] == '.' && EndsSentence(window, length) && !IsTitle(spoken!);
        return new Reading(length, ends ? spoken + "." : spoken, SemioticClass.Abbreviation);
    }

    private bool IsTitle(string spoken) => grammar.Data.In("title", spoken);

    private static bool EndsSentence(TextWindow window, int at) =>
        window[at] is '\0' or '\n' || (window[at] == ' ' && char.IsUpper(window[at + 1]));

    // St. Paul, but Elm St.
    private Reading ReadSaintOrStreet(TextWindow window, ReadingContext context)
    {
        if (grammar.Code != "en" || !window.Has(0, "St."))
            return Reading.None;
        var saint = window[3] == ' ' && char.IsUpper(window[4]) && !context.PreviousIsCapital;
        return new Reading(3, saint ? "saint" : EndsSentence(window, 3) ? "street." : "street", SemioticClass.Abbreviation);
    }

    private Reading ReadNumberSign(TextWindow window)
    {
        var letters = window[0] is 'N' or 'n' ? window.Letters(0, 5) : 0;
        if (letters is 0 or > 4 || !grammar.Data.In("number-abbr", window.Text(0, letters)))
            return Reading.None;
        var at = letters + (window[letters] is '.' or 'º' or '°' ? 1 : 0);
        return at > letters && char.IsAsciiDigit(window[window.SkipSpace(at)])
            ? new Reading(at, grammar.Data["number"], SemioticClass.Abbreviation)
            : Reading.None;
    }
}
