using System.Collections.Frozen;
using System.Text;
using Qwen3Tts.TextFrontend.Normalization.Data;

namespace Qwen3Tts.TextFrontend.Normalization.Lexicons;

/// <summary>Syllables of Mandarin as common characters that are read so.</summary>
internal static class PinyinSpelling
{
    private static readonly Lazy<FrozenDictionary<string, string>> s_characters = new(() => EmbeddedTable.Lines("pinyin.tsv")
        .Where(line => line[0] != '#').Select(line => line.Split('\t')).ToFrozenDictionary(fields => fields[0], fields => fields[1]));

    /// <param name="pinyin">Syllables with their tones, "chong2 qing4" or "chóng qìng", parted by spaces.</param>
    /// <returns>Null where a syllable is none.</returns>
    public static string? Write(string pinyin)
    {
        var characters = new StringBuilder();
        foreach (var syllable in pinyin.ToLowerInvariant().Split([' ', '\'', '-'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!s_characters.Value.TryGetValue(Numbered(syllable), out var character))
                return null;
            characters.Append(character);
        }

        return characters.Length > 0 ? characters.ToString() : null;
    }

    // zhōng -> zhong1, lǜ -> lv4, ma -> ma5
    private static string Numbered(string syllable)
    {
        var letters = new StringBuilder();
        var tone = '5';
        foreach (var c in syllable.Replace("u:", "v", StringComparison.Ordinal).Normalize(NormalizationForm.FormD))
        {
            switch (c)
            {
                case '\u0304': tone = '1'; break;
                case '\u0301': tone = '2'; break;
                case '\u030C': tone = '3'; break;
                case '\u0300': tone = '4'; break;
                case '\u0308': letters[^1] = 'v'; break;
                case >= '1' and <= '5': tone = c; break;
                default: letters.Append(c); break;
            }
        }

        return letters.Append(tone).ToString();
    }
}
