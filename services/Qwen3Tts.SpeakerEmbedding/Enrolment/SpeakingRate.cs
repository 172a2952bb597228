using System.Globalization;
using System.Text;

namespace Qwen3Tts.SpeakerEmbedding.Enrolment;

/// <summary>
/// How many syllables a text has, by its script alone and to within a fifth or so: enough to tell that a transcript cannot be what was
/// said in the time.
/// </summary>
/// <remarks>
/// The bounds: seventeen languages are read at 4.3 to 9.1 syllables a second of speech, speakers' means, pauses left out (C. Coupé, Y. Oh,
/// D. Dediu and F. Pellegrino, "Different languages, similar encoding efficiency", Science Advances 5, 2019; for the ten of these models
/// also F. Pellegrino, C. Coupé and E. Marsico, "Across-language perspective on speech information rate", Language 87, 2011: 5.2 Mandarin
/// to 7.8 Japanese). Beyond 3 to 10 a transcript is doubtful, beyond 1.5 to 14 it is not of this clip.
/// </remarks>
internal static class SpeakingRate
{
    public const double Slowest = 1.5;
    public const double Slow = 3;
    public const double Fast = 10;
    public const double Fastest = 14;

    private const string Vowels = "aeiouyæœøıαεηιουω";

    // Of these each makes a syllable, also one beside another.
    private const string CyrillicVowels = "аеиоуыэюяє";
    private const string SmallKana = "ぁぃぅぇぉゃゅょゎァィゥェォャュョヮ";

    // A digit is read as a word or as a part of one.
    private const double OfDigit = 1.5;

    // Kanji are read with two morae in the mean, hanzi with one syllable.
    private const double OfKanji = 1.9;

    // Of scripts that write consonants, with or without marks for vowels.
    private const double OfOtherLetter = 0.6;

    public static double Syllables(string text)
    {
        var isJapanese = text.EnumerateRunes().Any(rune => IsKana(rune.Value));
        var syllables = 0.0;
        var word = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            if (IsAlphabetic(rune))
            {
                word.Append(rune.ToString());
                continue;
            }

            syllables += OfWord(word) + OfSign(rune, isJapanese);
        }

        return syllables + OfWord(word);
    }

    private static double OfSign(Rune rune, bool isJapanese) => rune.Value switch
    {
        var value when IsKana(value) => SmallKana.Contains(rune.ToString(), StringComparison.Ordinal) ? 0 : 1,
        >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF => isJapanese ? OfKanji : 1,
        >= 0xAC00 and <= 0xD7A3 => 1,
        _ when Rune.IsDigit(rune) => OfDigit,
        _ when Rune.IsLetter(rune) => OfOtherLetter,
        _ => 0,
    };

    // Groups of vowels; a word without any is spelt.
    private static double OfWord(StringBuilder word)
    {
        if (word.Length is 0)
            return 0;
        int groups = 0, letters = 0;
        var inside = false;
        foreach (var sign in word.ToString().Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.GetUnicodeCategory(sign) is UnicodeCategory.NonSpacingMark)
                continue;
            letters++;
            var isVowel = Vowels.Contains(sign, StringComparison.Ordinal);
            groups += (isVowel && !inside) || CyrillicVowels.Contains(sign, StringComparison.Ordinal) ? 1 : 0;
            inside = isVowel;
        }

        word.Clear();
        return groups > 0 ? groups : letters;
    }

    private static bool IsKana(int value) => value is (>= 0x3041 and <= 0x309F) or (>= 0x30A1 and <= 0x30FF and not 0x30FB);

    // Latin, Greek and Cyrillic, with the marks that combine with them.
    private static bool IsAlphabetic(Rune rune) =>
        (Rune.IsLetter(rune) && rune.Value is (< 0x0530) or (>= 0x1E00 and < 0x2000)) || rune.Value is >= 0x0300 and < 0x0370;
}
