using System.Globalization;
using System.Text;

namespace Qwen3Tts.TextFrontend.Tokenization;

/// <summary>
/// Normalisation Form C of a text that arrives one character at a time: a character is given out once no later one can
/// compose with it or come before it. The two sets below are cautious: a character wrongly held is only late.
/// </summary>
internal sealed class ComposingWindow
{
    /// <summary>A non-character that <see cref="string.Normalize(NormalizationForm)"/> takes for invalid text. It composes with nothing.</summary>
    private const int RefusedByNormalize = 0xFFFE;

    private readonly StringBuilder _held = new();

    /// <summary>Takes the next character; returns what is now final, mostly one character or none.</summary>
    public string Push(Rune rune)
    {
        string final = "";
        if (!ComposesBackward(rune))
        {
            final = Flush();
            if (!ComposesForward(rune))
                return final + rune;
        }

        _held.Append(rune);
        return final;
    }

    /// <summary>Ends the text: returns what is left.</summary>
    public string Flush()
    {
        if (_held.Length == 0)
            return "";
        string final = _held.ToString().Normalize(NormalizationForm.FormC);
        _held.Clear();
        return final;
    }

    /// <summary>
    /// Whether the character can change what stands before it: all marks (every character with a combining class is one),
    /// Hangul vowels and finals, and the two Kirat Rai vowel signs that compose as letters (NFC_Quick_Check is not Yes).
    /// </summary>
    internal static bool ComposesBackward(Rune rune) => rune.Value >= 0x300
        && (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark
            || rune.Value is (>= 0x1160 and <= 0x11FF) or 0x16D63 or 0x16D67);

    /// <summary>Whether a later character may compose with this one. Spaces, digits, punctuation and ideographs stay as they are.</summary>
    internal static bool ComposesForward(Rune rune)
    {
        if (rune.Value is (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or RefusedByNormalize)
            return false;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.SpaceSeparator or UnicodeCategory.Control or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.OtherPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
                or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
                or UnicodeCategory.FinalQuotePunctuation => !IsItsOwnForm(rune),
            _ => true,
        };
    }

    /// <summary>U+2000, U+2001, U+037E, U+0387, U+2329 and U+232A are spaces and punctuation that NFC replaces.</summary>
    private static bool IsItsOwnForm(Rune rune) => rune.IsAscii || rune.ToString().IsNormalized(NormalizationForm.FormC);
}
