using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>Letters read one by one: U.S.A. always, FBI where all is written out.</summary>
internal sealed class InitialismReader(Grammar grammar) : IReader
{
    public Reading Read(TextWindow window, ReadingContext context)
    {
        if (window[1] == '.' && char.IsUpper(window[0]) && char.IsUpper(window[2]) && window[3] == '.')
            return ReadDotted(window);
        if (context.Mode is not NormalizationMode.On || !char.IsAsciiLetterUpper(window[0]))
            return Reading.None;
        var length = window.Letters(0, 7);
        if (length is < 2 or > 5)
            return Reading.None;
        var text = window.Text(0, length);
        return text.All(char.IsAsciiLetterUpper) && !grammar.Data.In("spoken-acronym", text)
            ? new Reading(length, grammar.Letters(text), SemioticClass.Initialism)
            : Reading.None;
    }

    private Reading ReadDotted(TextWindow window)
    {
        var (letters, end) = ("", 0);
        while (letters.Length < 6 && char.IsUpper(window[end]) && window[end + 1] == '.')
        {
            letters += window[end];
            end += 2;
        }

        var stays = window[end] is '\0' or '\n' || (window[end] == ' ' && char.IsUpper(window[end + 1]) && letters.Length > 3);
        return new Reading(stays ? end - 1 : end, grammar.Letters(letters), SemioticClass.Initialism);
    }
}
