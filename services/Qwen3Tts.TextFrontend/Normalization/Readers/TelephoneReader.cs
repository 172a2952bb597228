using Qwen3Tts.TextFrontend.Normalization.Grammars;

namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>
/// Telephone numbers: with a '+', an area in brackets, groups of 3, 3 and 4 or 3 and 4 digits, or several groups of which the
/// first begins with a zero.
/// </summary>
internal sealed class TelephoneReader(Grammar grammar) : IReader
{
    public Reading Read(TextWindow window, ReadingContext context)
    {
        var plus = window[0] == '+';
        if (!(plus || window[0] == '(' || char.IsAsciiDigit(window[0])) || char.IsAsciiDigit(context.Previous))
            return Reading.None;
        var groups = new List<string>();
        var (at, end, digits, bracket, separators) = (plus ? 1 : 0, 0, 0, false, "");
        while (groups.Count < 8)
        {
            var open = window[at] == '(' && !bracket;
            var count = window.Digits(open ? at + 1 : at);
            if (count is 0 or > 11 || (open && window[at + 1 + count] != ')'))
                break;
            bracket |= open;
            groups.Add(window.Text(open ? at + 1 : at, count));
            digits += count;
            end = at + count + (open ? 2 : 0);
            at = end;
            if (window[at] is ' ' or '-' or '.' or '\u00A0' or '\u2011' or '/')
                separators += window[at++];
            if (window[at] is '-' or ' ' && bracket)
                at++;
        }

        return IsTelephone(groups, plus, bracket, digits, separators) && !char.IsLetter(window[end])
            ? new Reading(end, grammar.Telephone(groups, plus), SemioticClass.Telephone)
            : Reading.None;
    }

    private bool IsTelephone(List<string> groups, bool plus, bool bracket, int digits, string separators)
    {
        if (digits is < 7 or > 19 || (groups.Count < 2 && !plus) || groups.Any(group => group.Length == 1 && !plus && groups[0] != group))
            return false;
        if (plus || bracket)
            return true;
        var shape = string.Concat(groups.Select(group => (char)('0' + group.Length)));
        var used = separators[..Math.Min(separators.Length, groups.Count - 1)];
        if (used.Contains('/') && (used.Distinct().Count() > 1 || groups.Count > 2))
            return false;
        if (shape is "334" or "1334" or "324")
            return !used.Contains('/') && used.Distinct().Count() <= 2;
        if (groups.Count >= 3 && used.All(sign => sign is '-'))
            return true;
        if (shape is "34" or "54" || (shape is "44" && grammar.Code is "es" or "pt"))
            return used[0] is '-';
        return groups[0][0] == '0' && groups[0].Length >= 2 && digits >= 8 && !(used.Contains('.') && groups.Count < 4) && groups.Count <= 6;
    }
}
