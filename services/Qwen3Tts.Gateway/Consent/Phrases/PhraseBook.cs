using System.Collections.Frozen;
using System.Security.Cryptography;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Consent.Phrases;

/// <summary>Phrases of random words from word lists: plain nouns that sound unlike each other.</summary>
internal static class PhraseBook
{
    public static IReadOnlyList<PhraseLanguage> Languages { get; } =
    [
        new("en", "English"), new("de", "German"), new("fr", "French"), new("es", "Spanish"), new("it", "Italian"), new("pt", "Portuguese"),
    ];

    private static readonly FrozenDictionary<string, string[]> Lists = Languages.ToFrozenDictionary(language => language.Code, language => Load(language.Code));

    /// <param name="name">A code, or a name as the models spell it, in any case; empty for English.</param>
    /// <exception cref="SpeechException">Invalid: lists the languages that there are.</exception>
    public static PhraseLanguage Language(string name) => name is ""
        ? Languages[0]
        : Languages.FirstOrDefault(language =>
            language.Code.Equals(name, StringComparison.OrdinalIgnoreCase) || language.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw SpeechException.Invalid(
            $"There are no phrases in that language. Languages: {string.Join(", ", Languages.Select(language => $"{language.Name} ({language.Code})"))}.");

    public static IReadOnlyList<string> Words(string code) => Lists[code];

    /// <returns>Different words, by the system's cryptographic random numbers: a phrase must not be foreseen.</returns>
    public static string Draw(PhraseLanguage language, int words) =>
        string.Join(' ', RandomNumberGenerator.GetItems<string>(Lists[language.Code], 4 * words).Concat(Lists[language.Code]).Distinct().Take(words));

    private static string[] Load(string code)
    {
        using var stream = typeof(PhraseBook).Assembly.GetManifestResourceStream($"Phrases/{code}.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
