
namespace Qwen3Tts.TextFrontend.Normalization.Readers;

/// <summary>One emoji with its modifiers: dropped, or named where its name is known.</summary>
internal sealed class EmojiReader(string language, EmojiReading emoji) : IReader
{
    private const int Longest = 40;

    public Reading Read(TextWindow window, ReadingContext context)
    {
        if (CodePoint(window, 0, out var first) == 0 || !IsEmoji(first))
            return Reading.None;
        var end = first > 0xFFFF ? 2 : 1;
        while (end < Longest)
        {
            if (window[end] is '\uFE0E' or '\uFE0F' or '\u20E3')
                end++;
            else if (window[end] == '\u200D' && CodePoint(window, end + 1, out var joined) is > 0 and var length && IsEmoji(joined))
                end += 1 + length;
            else if (window[end] == '\uD83C' && window[end + 1] is >= '\uDFFB' and <= '\uDFFF')
                end += 2;
            else if (IsFlag(first) && end == 2 && CodePoint(window, end, out var second) == 2 && IsFlag(second))
                end += 2;
            else
                break;
        }

        var named = emoji is EmojiReading.Named || (emoji is EmojiReading.ByMode && context.Mode is NormalizationMode.On);
        var name = named ? EmojiNames.Find(first, language) : null;
        return new Reading(end, name ?? "", SemioticClass.Emoji, named && name is null ? "An emoji that has no name here is not spoken." : "");
    }

    public static bool MayBegin(char c) => c is >= '\uD83C' and <= '\uD83E' or (>= '\u2600' and <= '\u27BF') or '\u2B50' or '\u2B55' or '\u2B1B' or '\u2B1C' or '\u231A' or '\u231B' or '\u23F0' or '\u23F3' or '\u2B05' or '\u2B06' or '\u2B07';

    private static bool IsEmoji(int codePoint) => codePoint is (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2600 and <= 0x27BF) or 0x2B50 or 0x2B55 or 0x2B1B or 0x2B1C or 0x231A or 0x231B or 0x23F0 or 0x23F3 or 0x2B05 or 0x2B06 or 0x2B07;

    private static bool IsFlag(int codePoint) => codePoint is >= 0x1F1E6 and <= 0x1F1FF;

    private static int CodePoint(TextWindow window, int at, out int codePoint)
    {
        var first = window[at];
        codePoint = first;
        if (!char.IsHighSurrogate(first))
            return first is '\0' ? 0 : 1;
        var second = window[at + 1];
        if (!char.IsLowSurrogate(second))
            return 0;
        codePoint = char.ConvertToUtf32(first, second);
        return 2;
    }
}
