using System.Globalization;
using System.Text;

namespace Qwen3Tts.Gateway.Consent.Phrases;

/// <summary>Whether a transcript says a phrase.</summary>
internal static class PhraseMatch
{
    /// <summary>Share of the phrase's words that must be heard in their order: recognisers miss one now and then.</summary>
    public const double NeededShare = 0.8;

    // A phrase has a dozen words; nobody needs more of a transcript than this to find them.
    private const int MaxWords = 200;

    /// <summary>Case, accents, punctuation and extra words count for nothing; the order of the words does.</summary>
    public static bool Says(string transcript, string phrase)
    {
        var wanted = Words(phrase);
        var heard = Words(transcript);
        return wanted.Length > 0 && LongestInOrder(wanted, heard) >= Math.Ceiling(NeededShare * wanted.Length);
    }

    private static int LongestInOrder(string[] wanted, string[] heard)
    {
        // Longest common subsequence, a row at a time.
        var row = new int[heard.Length + 1];
        foreach (var word in wanted)
        {
            var diagonal = 0;
            for (var i = 1; i <= heard.Length; i++)
            {
                var above = row[i];
                row[i] = word == heard[i - 1] ? diagonal + 1 : Math.Max(above, row[i - 1]);
                diagonal = above;
            }
        }

        return row[^1];
    }

    private static string[] Words(string text)
    {
        var plain = new StringBuilder();
        foreach (var character in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(character))
                plain.Append(char.ToLowerInvariant(character));
            else if (CharUnicodeInfo.GetUnicodeCategory(character) is not UnicodeCategory.NonSpacingMark)
                plain.Append(' ');
        }

        return [.. plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MaxWords)];
    }
}
