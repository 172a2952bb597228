using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>Roman numbers behind a word that they number or a ruler's name, before the word for a century, or with an ordinal's mark.</summary>
internal sealed class RomanReader(Grammar grammar) : IReader
{
    private const int Longest = 12;

    public Reading Read(TextWindow window, ReadingContext context)
    {
        var length = 0;
        while (length < Longest && Digit(window[length]) > 0)
            length++;
        if (length == 0 || Value(window, length) is not { } value)
            return Reading.None;
        if (grammar.Code == "fr" && window[length] is 'e' && (window.Letters(length, 5) is 1 || window.Has(length, "ème")))
            return new Reading(length + window.Letters(length, 5), grammar.Ordinal(value, Gender.Masculine), SemioticClass.Roman);
        if (Scripts.IsWordPart(window[length]) || char.IsAsciiDigit(window[length]) || window[length] is '\'' or '’')
            return Reading.None;
        var before = context.PreviousWord;
        if (before.Length > 0 && grammar.Data.In("roman-number", before))
            return new Reading(length, grammar.Roman(value, name: false), SemioticClass.Roman);
        if (before.Length > 0 && context.PreviousIsCapital && grammar.Data.In("roman-name", before) && !(length == 1 && window[1] == ' ' && char.IsLower(window[2])))
            return new Reading(length, grammar.Roman(value, name: true), SemioticClass.Roman);
        return length > 1 || value is 5 or 10 ? ReadBeforeCentury(window, length, value) : Reading.None;
    }

    private Reading ReadBeforeCentury(TextWindow window, int length, int value)
    {
        if (grammar.Data.Find("century") is null || window[length] != ' ')
            return Reading.None;
        var letters = window.Letters(length + 1, 10);
        return grammar.Data.In("centuries", window.Text(length + 1, letters))
            ? new Reading(length, grammar.Data["century"] + grammar.Ordinal(value, Gender.Masculine), SemioticClass.Roman)
            : Reading.None;
    }

    private static int? Value(TextWindow window, int length)
    {
        var value = 0;
        for (var i = 0; i < length; i++)
        {
            var digit = Digit(window[i]);
            value += i + 1 < length && Digit(window[i + 1]) > digit ? -digit : digit;
        }

        return value is > 0 and < 4000 && Write(value) == window.Text(0, length) ? value : null;
    }

    private static int Digit(char letter) => letter switch { 'I' => 1, 'V' => 5, 'X' => 10, 'L' => 50, 'C' => 100, 'D' => 500, 'M' => 1000, _ => 0 };

    private static string Write(int value)
    {
        ReadOnlySpan<(int Value, string Letters)> steps =
            [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
        var text = "";
        foreach (var (step, letters) in steps)
        {
            for (; value >= step; value -= step)
                text += letters;
        }

        return text;
    }
}
