using System.Security.Cryptography;
using System.Text;
using Qwen3Tts.Gateway.Consent.Phrases;

namespace Qwen3Tts.Gateway.Consent.Verification;

/// <summary>A grammar (JSGF) of a phrase among others: the recogniser must choose, so that any speech does not pass for the phrase.</summary>
internal static class PhraseGrammar
{
    public static string Write(string phrase, string language, int decoys)
    {
        var words = phrase.Split(' ');
        var others = Enumerable.Range(0, decoys).Select(_ => PhraseBook.Draw(PhraseBook.Language(language), words.Length))
            .Concat(Neighbours(words, language)).Where(other => other != phrase);
        var choices = string.Join(" | ", others.Append(phrase).Distinct().Select(choice => $"( {choice} )"));
        return new StringBuilder("#JSGF V1.0;\ngrammar phrases;\npublic <phrase> = ").Append(choices).Append(";\n").ToString();
    }

    /// <summary>The phrase with half of its words others: what half says it is not taken for it.</summary>
    private static IEnumerable<string> Neighbours(string[] words, string language)
    {
        for (var first = 0; first < 2; first++)
        {
            for (var variant = 0; variant < 4; variant++)
            {
                var list = PhraseBook.Words(language);
                yield return string.Join(' ', words.Select((word, i) => i % 2 == first ? word : list[RandomNumberGenerator.GetInt32(list.Count)]));
            }
        }
    }
}
