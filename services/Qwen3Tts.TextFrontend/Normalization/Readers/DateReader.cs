using System.Globalization;
using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>Dates in digits: 2024-05-03, 3.5.2024, 5/3/24; and days with the name of a month behind them.</summary>
internal sealed class DateReader(Grammar grammar) : IReader
{
    public Reading Read(TextWindow window, ReadingContext context)
    {
        var first = window.Digits(0);
        if (first is 0 or > 4 || char.IsAsciiDigit(context.Previous))
            return Reading.None;
        var separator = window[first];
        if (separator is '-' or '/' or '.')
        {
            var numeric = ReadNumeric(window, first, separator, context);
            if (!numeric.IsNone)
                return numeric;
        }

        return first <= 2 ? ReadDayAndMonth(window, first, context) : Reading.None;
    }

    /// <summary>A date that begins with a month's name: May 3, 2024.</summary>
    public Reading ReadMonthFirst(TextWindow window, int letters, ReadingContext context)
    {
        if (!grammar.MonthFirst || (!char.IsUpper(window[0]) && window[0] == 'm') || !grammar.Data.Months.TryGetValue(window.Text(0, letters), out var month))
            return Reading.None;
        var at = letters + (window[letters] == '.' ? 1 : 0);
        if (window[at] != ' ')
            return Reading.None;
        at++;
        var digits = window.Digits(at);
        if (digits == 4 && IsYear(window, at, digits))
            return new Reading(at + 4, grammar.Date(Parse(window, at, 4), month, null, context.PreviousWord), SemioticClass.Date);
        if (digits is 0 or > 2 || Parse(window, at, digits) is 0 or > 31 || window[at + digits] is ':' or '%')
            return Reading.None;
        var day = (int)Parse(window, at, digits);
        at += digits;
        if (grammar.OrdinalMark(window, at, day, context, out _) is > 0 and var mark)
            at += mark;
        else if (char.IsLetterOrDigit(window[at]))
            return Reading.None;
        var comma = window[at] == ',' ? 1 : 0;
        if (window[at + comma] == ' ' && window.Digits(at + comma + 1) == 4 && IsYear(window, at + comma + 1, 4))
            return new Reading(at + comma + 5, grammar.Date(Parse(window, at + comma + 1, 4), month, day, context.PreviousWord), SemioticClass.Date);
        return new Reading(at, grammar.Date(null, month, day, context.PreviousWord), SemioticClass.Date);
    }

    private Reading ReadNumeric(TextWindow window, int first, char separator, ReadingContext context)
    {
        var second = window.Digits(first + 1);
        if (second is 0 or > 2)
            return Reading.None;
        var (a, b) = (Parse(window, 0, first), Parse(window, first + 1, second));
        var end = first + 1 + second;
        var third = window[end] == separator ? window.Digits(end + 1) : 0;
        if (first == 4 && third is (1 or 2) && b is >= 1 and <= 12 && Parse(window, end + 1, third) is >= 1 and <= 31 and var day)
            return Said(end + 1 + third, a, (int)b, (int)day, context);
        if (first == 4 && third == 0 && second == 2 && separator is ('-' or '/') && !grammar.Spaced && b is >= 1 and <= 12 && a is >= 1900 and < 2100)
            return Said(end, a, (int)b, null, context);
        if (first > 2 || third is not (2 or 4) || (third == 2 && (separator == '-' || grammar.Code is "zh" or "ja" or "ko")))
            return Reading.None;
        if (window[end + 1 + third] == separator && char.IsAsciiDigit(window[end + 2 + third]))
            return Reading.None;
        var year = Parse(window, end + 1, third);
        if (third == 2)
            year += year < 70 ? 2000 : 1900;
        var monthFirst = (grammar.MonthFirst && separator != '.' && a <= 12) || b > 12;
        var (d, m) = monthFirst ? (b, a) : (a, b);
        return m is >= 1 and <= 12 && d is >= 1 and <= 31 ? Said(end + 1 + third, year, (int)m, (int)d, context) : Reading.None;
    }

    private Reading ReadDayAndMonth(TextWindow window, int digits, ReadingContext context)
    {
        var day = Parse(window, 0, digits);
        if (day is 0 or > 31)
            return Reading.None;
        var at = digits;
        if (window[at] == '.')
            at++;
        else
            at += grammar.OrdinalMark(window, at, day, context, out _);
        if (!Scripts.IsBlank(window[at]))
            return Reading.None;
        at++;
        at += OfLength(window, at);
        var letters = window.Letters(at, 14);
        if (letters < 3 || !grammar.Data.Months.TryGetValue(window.Text(at, letters), out var month))
            return Reading.None;
        var dotted = window[at + letters] == '.' && letters <= 4 && Scripts.IsBlank(window[at + letters + 1]) && window.Digits(at + letters + 2) == 4;
        // "3 mar" is short for March, "3 mars" is not "3 Mar" and an s.
        at += letters + (dotted ? 1 : 0);
        var end = at;
        var year = ReadYearBehind(window, at, ref end);
        if (letters <= 4 && year is null && window[at] == '.' && !dotted && grammar.Data.MonthNames[month].Length > letters)
            end++;
        return Said(end, year, month, (int)day, context);
    }

    private long? ReadYearBehind(TextWindow window, int at, ref int end)
    {
        var from = at + (window[at] == ',' ? 1 : 0);
        if (!Scripts.IsBlank(window[from]))
            return null;
        from++;
        from += OfLength(window, from);
        if (window.Digits(from) != 4 || !IsYear(window, from, 4))
            return null;
        end = from + 4;
        var skip = window.SkipSpace(end);
        if (grammar.Code == "ru" && skip > end - 1 && window[skip] == 'г')
            end = window.Has(skip, "года") ? skip + 4 : window[skip + 1] == '.' ? skip + 2 : !Scripts.IsWordPart(window[skip + 1]) ? skip + 1 : end;
        return Parse(window, from, 4);
    }

    private int OfLength(TextWindow window, int at)
    {
        var of = grammar.Data["of"];
        if (of.Length == 0)
            return grammar.Code == "en" && window.Has(at, "of ") ? 3 : 0;
        return window.Has(at, of + " ") ? of.Length + 1 : window.Has(at, of + "l ") ? of.Length + 2 : 0;
    }

    private Reading Said(int length, long? year, int month, int? day, ReadingContext context) =>
        new(length, grammar.Date(year, month, day, context.PreviousWord), SemioticClass.Date);

    private static bool IsYear(TextWindow window, int at, int digits) => Parse(window, at, digits) is >= 1000 and < 2200 && !char.IsAsciiDigit(window[at + digits]);

    private static long Parse(TextWindow window, int at, int length) => long.Parse(window.Text(at, length), CultureInfo.InvariantCulture);
}
