using System.Text;
using Qwen3Tts.TextFrontend.Normalization.Data;

namespace Qwen3Tts.TextFrontend.Normalization.Lexicons;

/// <summary>
/// Sounds of the International Phonetic Alphabet in a language's spelling. It is near, not exact: length and stress are not kept
/// where the spelling has no sign for them.
/// </summary>
internal static class IpaSpelling
{
    // Stress, length that no entry has, ties, breaks: said with the sounds around them, or not at all.
    private const string Silent = "ˈˌːˑ.‿͡ \u0361\u032F\u0329\u030D/[]()";

    private static readonly Lazy<Dictionary<string, Dictionary<string, string>>> s_tables = new(Load);

    /// <returns>The spelling, null where the language has none or a sound cannot be written; then which.</returns>
    public static (string? Spelling, string Missing) Write(string ipa, string language)
    {
        if (!s_tables.Value.TryGetValue(language, out var table))
            return (null, $"there is no table of sounds for {language}");
        var text = ipa.Normalize(NormalizationForm.FormC).Replace("\u0361", "", StringComparison.Ordinal);
        var spelling = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(3, text.Length - at);
            while (length > 0 && !table.ContainsKey(text.Substring(at, length)))
                length--;
            if (length > 0)
                spelling.Append(table[text.Substring(at, length)]);
            else if (!Silent.Contains(text[at], StringComparison.Ordinal))
                return (null, $"'{text[at]}' has no spelling in {language}");
            else if (text[at] == ' ')
                spelling.Append(' ');
            at += Math.Max(length, 1);
        }

        return spelling.Length > 0 ? (spelling.ToString(), "") : (null, "it has no sounds");
    }

    private static Dictionary<string, Dictionary<string, string>> Load()
    {
        var lines = EmbeddedTable.Lines("ipa.tsv").Where(line => line[0] != '#').Select(line => line.Split('\t')).ToArray();
        return Enumerable.Range(1, lines[0].Length - 1).ToDictionary(
            column => lines[0][column],
            column => lines.Skip(1).ToDictionary(fields => fields[0].Normalize(NormalizationForm.FormC), fields => fields[column]));
    }
}
