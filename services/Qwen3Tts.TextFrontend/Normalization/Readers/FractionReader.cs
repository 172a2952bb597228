using System.Globalization;
using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>Fractions: 3/4, 2 1/2, ½.</summary>
internal sealed class FractionReader(Grammar grammar) : IReader
{
    private const string Signs = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒";
    private static readonly (long, long)[] s_values =
        [(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5), (1, 6), (5, 6), (1, 7), (1, 8), (3, 8), (5, 8), (7, 8), (1, 9), (1, 10)];

    public Reading Read(TextWindow window, ReadingContext context)
    {
        if (char.IsAsciiDigit(context.Previous) || context.Previous == '/')
            return Reading.None;
        var minus = window[0] == '-' && !context.InWord ? 1 : 0;
        var reading = Read(window, minus);
        return minus == 1 && !reading.IsNone ? reading with { Spoken = grammar.Data["minus"] + (grammar.Spaced ? " " : "") + reading.Spoken } : reading;
    }

    private Reading Read(TextWindow window, int at)
    {
        if (Part(window, at, out var numerator, out var denominator) is > 0 and var length)
            return new Reading(at + length, grammar.Fraction(null, numerator, denominator), SemioticClass.Fraction);
        var digits = window.Digits(at);
        if (digits is 0 or > 6)
            return Reading.None;
        var from = window.SkipSpace(at + digits);
        if (Part(window, from, out numerator, out denominator) is > 0 and var part && numerator < denominator)
            return new Reading(from + part, grammar.Fraction(Parse(window, at, digits), numerator, denominator), SemioticClass.Fraction);
        return Reading.None;
    }

    private static int Part(TextWindow window, int at, out long numerator, out long denominator)
    {
        (numerator, denominator) = (0, 0);
        if (Signs.IndexOf(window[at]) is >= 0 and var sign && window[at] != '\0')
        {
            (numerator, denominator) = s_values[sign];
            return 1;
        }

        var first = window.Digits(at);
        if (first is 0 or > 6)
            return 0;
        var slash = at + first;
        var spaced = window[slash] == ' ' && window[slash + 1] == '/' && window[slash + 2] == ' ';
        slash += spaced ? 1 : 0;
        if (window[slash] is not ('/' or '⁄'))
            return 0;
        var from = slash + 1 + (spaced ? 1 : 0);
        var second = window.Digits(from);
        if (second is 0 or > 6 || window[from] == '0' || window[from + second] is '/' || (window[from + second] is '.' or ',' or ':' && window.Digits(from + second + 1) > 0))
            return 0;
        (numerator, denominator) = (Parse(window, at, first), Parse(window, from, second));
        return from + second - at;
    }

    private static long Parse(TextWindow window, int at, int length) => long.Parse(window.Text(at, length), CultureInfo.InvariantCulture);
}
