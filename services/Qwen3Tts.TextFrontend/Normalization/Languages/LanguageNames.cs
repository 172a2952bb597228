using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.TextFrontend.Normalization.Languages;

/// <summary>Languages as models, requests and tags name them, to the two letters of their grammar.</summary>
public static class LanguageNames
{
    private static readonly Dictionary<string, string> s_codes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["chinese"] = "zh",
        ["english"] = "en",
        ["japanese"] = "ja",
        ["korean"] = "ko",
        ["german"] = "de",
        ["french"] = "fr",
        ["russian"] = "ru",
        ["portuguese"] = "pt",
        ["spanish"] = "es",
        ["italian"] = "it",
        ["arabic"] = "ar",
        ["cmn"] = "zh",
        ["yue"] = "zh",
    };

    /// <summary>All languages that there is a grammar for.</summary>
    public static IReadOnlyList<string> Codes { get; } = ["ar", "de", "en", "es", "fr", "it", "ja", "ko", "pt", "ru", "zh"];

    /// <summary>The English name of a language.</summary>
    public static string NameOf(string code) => s_codes.First(pair => pair.Value == code).Key is var name ? char.ToUpperInvariant(name[0]) + name[1..] : code;

    /// <summary>
    /// The two letters of a name ("English"), a tag ("en-US") or a model's dialect ("sichuan_dialect"); null where it is empty or
    /// "auto", so that the language is to be found out.
    /// </summary>
    /// <exception cref="SpeechException">Invalid: there is no such language; the message lists them.</exception>
    public static string? CodeOf(string name)
    {
        if (name.Length == 0 || name.Equals("auto", StringComparison.OrdinalIgnoreCase))
            return null;
        if (name.EndsWith("_dialect", StringComparison.OrdinalIgnoreCase))
            return "zh";
        if (s_codes.TryGetValue(name, out var code))
            return code;
        var primary = name.Split('-', '_')[0].ToLowerInvariant();
        return Codes.Contains(primary) ? primary : s_codes.TryGetValue(primary, out code) ? code : throw SpeechException.Invalid(
            $"Text in '{name}' cannot be written out. Languages: {string.Join(", ", Codes.Select(NameOf))}; or send text_normalization OFF.");
    }
}
