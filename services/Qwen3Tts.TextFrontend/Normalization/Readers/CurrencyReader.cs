using Qwen3Tts.TextFrontend.Normalization.Data;
using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>Amounts of money: $5, 5 €, US$2.50, $2.5 million, $250-$300.</summary>
internal sealed class CurrencyReader(Grammar grammar) : IReader
{
    public Reading Read(TextWindow window, ReadingContext context)
    {
        var negative = window[0] == '-' && !context.InWord;
        var at = negative ? 1 : 0;
        var sign = SignLength(window, at, out var currency);
        if (sign > 0)
        {
            var number = window.SkipSpace(at + sign);
            if (window[number] == '-' && window.Digits(number + 1) > 0)
                (negative, number) = (true, number + 1);
            var length = NumeralReader.Read(window, number, grammar, out var amount);
            return length == 0 ? Reading.None : Finish(window, number + length, amount with { Negative = negative }, currency!, sign, at);
        }

        return char.IsAsciiDigit(window[at]) ? ReadSuffixed(window, at, negative) : Reading.None;
    }

    private Reading ReadSuffixed(TextWindow window, int at, bool negative)
    {
        var length = NumeralReader.Read(window, at, grammar, out var amount);
        if (length == 0)
            return Reading.None;
        var end = at + length;
        var scaled = ScaleReader.Read(window, end, grammar, out var scale);
        var from = window.SkipSpace(end + scaled);
        var sign = SignLength(window, from, out var currency);
        // "5 $3": the sign is the next amount's.
        return sign == 0 || window.Digits(from + sign) > 0
            ? Reading.None
            : new Reading(from + sign, grammar.Money(amount with { Negative = negative }, scale, currency!), SemioticClass.Currency);
    }

    private Reading Finish(TextWindow window, int at, Numeral amount, Currency currency, int sign, int signAt)
    {
        var scaled = ScaleReader.Read(window, at, grammar, out var scale);
        var end = at + scaled;
        if (window[end] is '-' or '–' or '~' && scaled == 0)
        {
            var other = end + 1;
            var repeated = true;
            for (var i = 0; i < sign; i++)
                repeated &= window[other + i] == window[signAt + i];
            var length = NumeralReader.Read(window, repeated ? other + sign : other, grammar, out var to);
            if (length > 0 && (repeated || !amount.IsWhole || to.Value > amount.Value))
            {
                var stop = (repeated ? other + sign : other) + length;
                var scaledTo = ScaleReader.Read(window, stop, grammar, out var scaleTo);
                var first = repeated ? grammar.Money(amount, null, currency) : grammar.Number(amount);
                return new Reading(stop + scaledTo, grammar.Joined(first, grammar.Money(to, scaleTo, currency)), SemioticClass.Range);
            }
        }

        return new Reading(end, grammar.Money(amount, scale, currency), SemioticClass.Currency);
    }

    private int SignLength(TextWindow window, int at, out Currency? currency) => grammar.Data.Currencies.Match(window, at, out currency);
}
