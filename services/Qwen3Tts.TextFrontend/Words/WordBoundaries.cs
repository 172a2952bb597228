using System.Globalization;
using System.Text;
using Qwen3Tts.TextFrontend.Normalization;

namespace Qwen3Tts.TextFrontend.Words;

/// <summary>
/// Where words begin, character by character: after space, and at each character of the scripts that have none. Composing (NFC) neither adds
/// words nor takes any away, so that a text and its tokens have the same.
/// </summary>
internal sealed class WordBoundaries
{
    private bool _within;
    private bool _unspaced;

    /// <returns>Whether a word begins with this character.</returns>
    public bool Begins(Rune rune)
    {
        if (IsSpace(rune))
        {
            (_within, _unspaced) = (false, false);
            return false;
        }

        // Composing may bring marks into another order.
        var isMark = IsMark(rune);
        if (_within && isMark)
            return false;
        var unspaced = !isMark && IsUnspaced(rune);
        var begins = !_within || _unspaced || unspaced;
        (_within, _unspaced) = (true, unspaced);
        return begins;
    }

    // Compatibility ideographs, which NFC replaces by ideographs of any plane, count with those.
    private static bool IsUnspaced(Rune rune) =>
        rune.IsBmp ? Scripts.IsUnspaced((char)rune.Value) || rune.Value is >= 0xF900 and <= 0xFAFF : rune.Value is >= 0x20000 and <= 0x3FFFF;

    /// <summary>Whether it belongs to the character before it.</summary>
    public static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    public static bool IsSpace(Rune rune) => rune.IsBmp && (Scripts.IsBlank((char)rune.Value) || rune.Value is >= '\n' and <= '\r');
}
