using System.Globalization;

namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>Characters by their writing system, as far as it decides how text is read.</summary>
internal static class Scripts
{
    public static bool IsHan(char c) => c is (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or '\u3005' or '\u3007';

    public static bool IsKana(char c) => c is (>= '\u3041' and <= '\u30FF' and not '\u30FB') or (>= '\uFF66' and <= '\uFF9D');

    public static bool IsHangul(char c) => c is (>= '\uAC00' and <= '\uD7A3') or (>= '\u1100' and <= '\u11FF') or (>= '\u3131' and <= '\u318E');

    public static bool IsCyrillic(char c) => c is >= '\u0400' and <= '\u052F';

    public static bool IsArabic(char c) => c is (>= '\u0620' and <= '\u065F') or (>= '\u066E' and <= '\u06EF') or (>= '\u0750' and <= '\u077F') or (>= '\uFB50' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC');

    public static bool IsLatin(char c) => char.IsAsciiLetter(c) || (c is >= '\u00AA' and <= '\u024F' && char.IsLetter(c));

    /// <summary>Scripts whose words are not separated by spaces.</summary>
    public static bool IsUnspaced(char c) => IsHan(c) || IsKana(c);

    /// <summary>A part of a word that is separated from others by spaces.</summary>
    public static bool IsWordPart(char c) => char.IsAsciiLetter(c) || (c > '\u007F' && IsOtherWordPart(c));

    /// <summary>Space within a line.</summary>
    public static bool IsBlank(char c) => c is ' ' or '\u00A0' or '\u202F' or '\u2009' or '\u3000' or '\t';

    /// <summary>Marks of direction, joiners of no width and the soft hyphen: not spoken, and in the way of numbers.</summary>
    public static bool IsInvisible(char c) =>
        c is '\u00AD' or '\u061C' or '\u200B' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2069') or '\uFEFF' or '\u0640';

    private static bool IsOtherWordPart(char c) => !IsUnspaced(c) && CharUnicodeInfo.GetUnicodeCategory(c) is
        UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        && c is not ('\u00AA' or '\u00BA');
}
