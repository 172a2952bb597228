using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>Reads digits with a language's separators.</summary>
internal static class NumeralReader
{
    /// <summary>The unsigned number at an index; returns its length, 0 where there is none.</summary>
    public static int Read(TextWindow window, int at, Grammar grammar, out Numeral number)
    {
        var digits = window.Digits(at);
        if (digits == 0)
        {
            var behind = window[at] == grammar.DecimalSign && grammar.DecimalSign == '.' ? window.Digits(at + 1) : 0;
            number = behind == 0 ? default : new Numeral(false, "", window.Text(at + 1, behind));
            return behind == 0 ? 0 : behind + 1;
        }

        var integer = window.Text(at, digits);
        var end = at + digits;
        if (digits <= 3 && integer[0] != '0')
            end = ReadGroups(window, end, grammar, ref integer);
        var fraction = IsDecimalSign(window, end, grammar, grouped: end > at + digits) ? window.Text(end + 1, window.Digits(end + 1)) : "";
        number = new Numeral(false, integer, fraction, integer.Length > digits);
        return end + (fraction.Length > 0 ? fraction.Length + 1 : 0) - at;
    }

    private static int ReadGroups(TextWindow window, int end, Grammar grammar, ref string integer)
    {
        var sign = window[end];
        if (sign != grammar.GroupSign && !(grammar.GroupsBySpace && sign is ' ' or '\u00A0' or '\u202F') && sign is not '\u202F')
            return end;
        while (window[end] == sign && window.Digits(end + 1) == 3)
        {
            integer += window.Text(end + 1, 3);
            end += 4;
        }

        return end;
    }

    private static bool IsDecimalSign(TextWindow window, int at, Grammar grammar, bool grouped)
    {
        var sign = window[at];
        if (sign is not ('.' or ','))
            return false;
        var digits = window.Digits(at + 1);
        if (digits == 0 || (window[at + 1 + digits] == sign && char.IsAsciiDigit(window[at + 2 + digits])))
            return false;
        // A point that does not part thousands is a decimal sign everywhere.
        return sign == grammar.DecimalSign || (!grouped && (sign == '.' || grammar.Code == "ar"));
    }
}
