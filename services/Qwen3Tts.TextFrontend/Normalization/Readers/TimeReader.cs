using System.Globalization;
using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>Times of the day, and two numbers with a colon between them, which are a ratio or a score.</summary>
internal sealed class TimeReader(Grammar grammar) : IReader
{
    public Reading Read(TextWindow window, ReadingContext context)
    {
        var digits = window.Digits(0);
        if (digits is 0 or > 3 || context.Previous is ':' || char.IsAsciiDigit(context.Previous))
            return Reading.None;
        var first = int.Parse(window.Text(0, digits), CultureInfo.InvariantCulture);
        return window[digits] switch
        {
            ':' when window.Digits(digits + 1) > 0 => ReadColon(window, digits, first),
            'h' or 'H' when grammar.HourLetter != '\0' && digits <= 2 && first <= 24 => ReadHourLetter(window, digits, first),
            ' ' or '\u00A0' when grammar.HourLetter != '\0' && window[digits + 1] == 'h' && first <= 24 && window.Digits(digits + 3) == 2 => ReadSpaced(window, digits, first),
            '.' when digits <= 2 && window.Digits(digits + 1) == 2 && first <= 24 => ReadPoint(window, digits, first),
            _ when digits <= 2 && first <= 24 => ReadHour(window, digits, first),
            _ => Reading.None,
        };
    }

    private Reading ReadColon(TextWindow window, int digits, int hour)
    {
        var count = window.Digits(digits + 1);
        if (count > 3)
            return Reading.None;
        var minute = Parse(window, digits + 1, count);
        var at = digits + 1 + count;
        if (hour > 24 || minute > 59 || count != 2 || digits > 2)
        {
            var isAddress = window[at] is ':' || (window[at] is '.' && window.Digits(at + 1) > 0);
            return isAddress ? Reading.None : new Reading(at, grammar.Ratio(Numeral.Of(hour), Numeral.Of(minute)), SemioticClass.Cardinal);
        }

        int? second = null;
        if (window[at] == ':' && window.Digits(at + 1) == 2 && Parse(window, at + 1, 2) < 60)
        {
            second = Parse(window, at + 1, 2);
            at += 3;
        }

        return Finish(window, at, hour, minute, second);
    }

    private Reading ReadHourLetter(TextWindow window, int digits, int hour)
    {
        if (window.Digits(digits + 1) == 2 && Parse(window, digits + 1, 2) < 60)
            return new Reading(digits + 3, grammar.Time(hour, Parse(window, digits + 1, 2), null, '\0', named: true), SemioticClass.Time);
        return Scripts.IsWordPart(window[digits + 1]) || window[digits + 1] is '/' || window.Digits(digits + 1) > 0
            ? Reading.None
            : new Reading(digits + 1, grammar.Time(hour, 0, null, '\0', named: true), SemioticClass.Time);
    }

    private Reading ReadSpaced(TextWindow window, int digits, int hour) => Scripts.IsBlank(window[digits + 2]) && Parse(window, digits + 3, 2) < 60
        ? new Reading(digits + 5, grammar.Time(hour, Parse(window, digits + 3, 2), null, '\0', named: true), SemioticClass.Time)
        : Reading.None;

    private Reading ReadPoint(TextWindow window, int digits, int hour)
    {
        var at = digits + 3;
        var minute = Parse(window, digits + 1, 2);
        if (minute > 59 || (HalfLength(window, at, out _) == 0 && HourWordLength(window, at) == 0))
            return Reading.None;
        return Finish(window, at, hour, minute, null);
    }

    private Reading ReadHour(TextWindow window, int digits, int hour)
    {
        if (HalfLength(window, digits, out var half) is > 0 and var length)
            return new Reading(digits + length, grammar.Time(hour, 0, null, half, named: false), SemioticClass.Time);
        return HourWordLength(window, digits) is > 0 and var word && grammar.Data.Find("hour-alone") is not null
            ? new Reading(digits + word, grammar.Time(hour, 0, null, '\0', named: true), SemioticClass.Time)
            : Reading.None;
    }

    private Reading Finish(TextWindow window, int at, int hour, int minute, int? second)
    {
        var named = HourWordLength(window, at);
        if (named > 0)
            return new Reading(at + named, grammar.Time(hour, minute, second, '\0', named: true), SemioticClass.Time);
        var half = HalfLength(window, at, out var which);
        return new Reading(at + half, grammar.Time(hour, minute, second, which, named: false), SemioticClass.Time);
    }

    /// <summary>Length of "am", "a.m.", with a space before it or none.</summary>
    private static int HalfLength(TextWindow window, int at, out char half)
    {
        half = '\0';
        var from = window.SkipSpace(at);
        var letter = char.ToLowerInvariant(window[from]);
        if (letter is not ('a' or 'p'))
            return 0;
        var dot = window[from + 1] == '.' ? 1 : 0;
        if (char.ToLowerInvariant(window[from + 1 + dot]) != 'm')
            return 0;
        var end = from + 2 + dot;
        if (char.IsAsciiLetterOrDigit(window[end]))
            return 0;
        half = letter;
        var closing = dot == 1 && window[end] == '.' && !EndsSentence(window, end + 1);
        return end + (closing ? 1 : 0) - at;
    }

    // "at 5 p.m. Then": the point ends the sentence too.
    private static bool EndsSentence(TextWindow window, int at) =>
        window[at] is '\0' or '\n' || (window[at] == ' ' && char.IsUpper(window[at + 1]));

    private int HourWordLength(TextWindow window, int at)
    {
        var from = window.SkipSpace(at);
        var word = grammar.Data.Find("hour-word");
        if (word is null || !window.Has(from, word) || Scripts.IsWordPart(window[from + word.Length]))
            return 0;
        return from + word.Length - at;
    }

    private static int Parse(TextWindow window, int at, int length) => int.Parse(window.Text(at, length), CultureInfo.InvariantCulture);
}
