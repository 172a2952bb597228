using Qwen3Tts.TextFrontend.Normalization.Data;
using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>Numbers, with a unit, a percent sign, an ordinal mark, a word for millions or another number behind a dash.</summary>
internal sealed class QuantityReader(Grammar grammar) : IReader
{
    private const int LongestUnit = 8;

    public Reading Read(TextWindow window, ReadingContext context)
    {
        var signed = window[0] is '-' or '+' && (!char.IsLetter(context.Previous) || Scripts.IsUnspaced(context.Previous)) && !char.IsAsciiDigit(context.Previous) && context.Previous is not (')' or '.');
        var at = signed ? 1 : 0;
        var prefixed = window[at] == '%' && grammar.Code == "ar" ? 1 : 0;
        at += prefixed;
        if (window.Digits(at) == 0 && (context.InWord || char.IsAsciiDigit(context.Previous) || context.Previous == '.' || window[at] != '.'))
            return Reading.None;
        var length = NumeralReader.Read(window, at, grammar, out var number);
        if (length == 0)
            return Reading.None;
        number = number with { Negative = signed && window[0] == '-' };
        var end = at + length;
        if (IsDotted(window, at, out var dotted))
            return new Reading(dotted, ReadDotted(window, at, dotted), SemioticClass.Digits);
        if (prefixed == 1)
            return new Reading(end, grammar.Percent(number, false), SemioticClass.Percent);
        var reading = Classify(window, end, number, context);
        return signed && window[0] == '+' ? reading with { Spoken = grammar.Data["plus"] + (grammar.Spaced ? " " : "") + reading.Spoken } : reading;
    }

    private Reading Classify(TextWindow window, int end, Numeral number, ReadingContext context)
    {
        if (number is { IsWhole: true, Integer.Length: < 10 } && grammar.OrdinalMark(window, end, number.Value, context, out var ordinal) is > 0 and var mark)
            return new Reading(end + mark, ordinal, SemioticClass.Ordinal);
        if (grammar.Suffix(window, end, number, context) is { IsNone: false } own)
            return own;
        var percent = PercentLength(window, end, out var permille);
        if (ReadRange(window, end + (permille ? 0 : percent), number) is { IsNone: false } range)
            return range;
        if (percent > 0)
            return new Reading(end + percent, grammar.Percent(number, permille), SemioticClass.Percent);
        if (UnitLength(window, end, out var unit) is > 0 and var length)
            return new Reading(end + length, grammar.Count(number, unit!), SemioticClass.Unit);
        if (ReadScaled(window, end, number) is { IsNone: false } scaled)
            return scaled;
        if (!number.IsWhole)
            return new Reading(end, grammar.Number(number), SemioticClass.Decimal);

        return new Reading(end, grammar.Bare(window, end, number, context), SemioticClass.Cardinal);
    }

    private Reading ReadScaled(TextWindow window, int end, Numeral number)
    {
        var length = ScaleReader.Read(window, end, grammar, out var scale);
        if (length == 0)
            return Reading.None;
        var kind = number.IsWhole ? SemioticClass.Cardinal : SemioticClass.Decimal;
        if (grammar.Spaced && UnitLength(window, end + length, out var unit) is > 0 and var unitLength)
            return new Reading(end + length + unitLength, grammar.Scaled(number, scale!) + grammar.OfScale(scale!, unit![9]) + unit[9], SemioticClass.Unit);
        return new Reading(end + length, grammar.Scaled(number, scale!), kind);
    }

    private Reading ReadRange(TextWindow window, int at, Numeral from)
    {
        var spaced = window[at] == ' ' && window[at + 1] is '–' or '—' && window[at + 2] == ' ' ? 1 : 0;
        var sign = window[at + spaced];
        if (sign is not ('-' or '–' or '—' or '~' or '〜' or '～' or '\u2011'))
            return Reading.None;
        var second = at + 2 * spaced + 1;
        if (!char.IsAsciiDigit(window[second]))
            return Reading.None;
        var length = NumeralReader.Read(window, second, grammar, out var to);
        var end = second + length;
        // "978-0-306" and "2024-05" are no ranges.
        if (window[end] == sign && char.IsAsciiDigit(window[end + 1]))
            return Reading.None;
        var percent = PercentLength(window, end, out var permille);
        CountedNoun? unit = null;
        var unitLength = percent > 0 ? 0 : UnitLength(window, end, out unit);
        var rises = from.Value < to.Value || (from.Value == to.Value && !from.IsWhole);
        if (!rises || permille || from.Integer is ['0', _, ..] || Char.IsLetter(window[end]) && unitLength == 0 && !Scripts.IsUnspaced(window[end]))
            return Reading.None;
        if (unitLength + percent == 0 && IsYear(from) && (IsYear(to) || to.Integer.Length == 2))
            return new Reading(end, grammar.Joined(grammar.Year(from.Value), to.Integer.Length == 2 ? grammar.Number(to) : grammar.Year(to.Value)), SemioticClass.Range);
        return new Reading(end + unitLength + percent, grammar.Range(from, to, unit, percent > 0), SemioticClass.Range);
    }

    private static bool IsYear(Numeral number) => number is { IsWhole: true, Grouped: false, Integer.Length: 4 } && number.Value is >= 1100 and < 2100;

    private static int PercentLength(TextWindow window, int at, out bool permille)
    {
        var from = window.SkipSpace(at);
        permille = window[from] == '‰';
        return permille || window[from] == '%' && !char.IsAsciiDigit(window[from + 1]) ? from + 1 - at : 0;
    }

    private int UnitLength(TextWindow window, int at, out CountedNoun? unit)
    {
        unit = null;
        var from = window.SkipSpace(at);
        if (from == at && window[at] == '-' && char.IsAsciiLetter(window[at + 1]))
            return 0;
        var most = 0;
        while (most < LongestUnit && IsUnitPart(window[from + most]))
            most++;
        for (var length = most; length > 0; length--)
        {
            var next = window[from + length];
            // A unit ends where its letters end, and "5 m's" has none.
            if (Scripts.IsWordPart(next) && Scripts.IsWordPart(window[from + length - 1]) && (Scripts.IsLatin(next) == Scripts.IsLatin(window[from + length - 1])))
                continue;
            if (next is '\'' or '’' or '@' || (char.IsAsciiDigit(next) && char.IsAsciiLetter(window[from + length - 1])))
                continue;
            var written = window.Text(from, length);
            if (grammar.Data.Units.TryGetValue(written, out unit) || (length > 1 && grammar.Data.Units.TryGetValue(written.ToLowerInvariant(), out unit) && written == written.ToUpperInvariant()))
                return from + length - at + (next == '.' && grammar.Data.In("dotted-unit", written) ? 1 : 0);
        }

        return 0;
    }

    private static bool IsUnitPart(char c) => char.IsLetter(c) || c is '/' or '²' or '³' or '°' or '2' or '3' or '℃' or '℉' or '·' or '"';

    /// <summary>Three and more numbers with points: an address or a version.</summary>
    private static bool IsDotted(TextWindow window, int at, out int end)
    {
        var points = 0;
        end = at + window.Digits(at);
        while (window[end] == '.' && window.Digits(end + 1) is > 0 and var digits)
        {
            points++;
            end += digits + 1;
        }

        return points >= 2 && char.IsAsciiDigit(window[at]) && end - at <= 40 && !IsGrouped(window, at, end);
    }

    private static bool IsGrouped(TextWindow window, int at, int end)
    {
        var parts = window.Text(at, end - at).Split('.');
        return parts[0] != "0" && parts.Skip(1).All(part => part.Length == 3) && parts[0].Length < 4 && parts.Length < 4;
    }

    private string ReadDotted(TextWindow window, int at, int end)
    {
        var gap = grammar.Spaced ? " " : "";
        var parts = window.Text(at, end - at).Split('.');
        var byDigit = parts.Any(part => part.Length > 2);
        return string.Join(gap + (grammar.Data.Find("dot-number") ?? grammar.Data["point"]) + gap, parts.Select(part => byDigit ? grammar.Digits(part) : grammar.Cardinal(part)));
    }
}
