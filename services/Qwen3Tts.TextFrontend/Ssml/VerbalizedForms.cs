using Qwen3Tts.TextFrontend.Normalization;
using Qwen3Tts.TextFrontend.Normalization.Languages;
using Qwen3Tts.TextFrontend.Normalization.Lexicons;

namespace Qwen3Tts.TextFrontend.Ssml;

/// <summary>What <c>say-as</c> and <c>phoneme</c> ask for, by the grammars of text normalisation. Where no language is named it is English.</summary>
internal sealed class VerbalizedForms : ISpokenForms
{
    public string? SayAs(string words, string interpretAs, string format, string language)
    {
        var known = Known(language);
        return interpretAs switch
        {
            "characters" or "spell-out" or "verbatim" or "letters" => Verbalizer.Say(SemioticClass.Initialism, words, known),
            "digits" => Verbalizer.Say(SemioticClass.Digits, words, known),
            "cardinal" or "number" => Verbalizer.Say(SemioticClass.Cardinal, words, known),
            "ordinal" => Verbalizer.Say(SemioticClass.Ordinal, words, known),
            "fraction" => Verbalizer.Say(SemioticClass.Fraction, words, known),
            "unit" or "measure" => Verbalizer.Say(SemioticClass.Unit, words, known),
            "date" => Verbalizer.Say(SemioticClass.Date, words, known, format),
            "time" => Verbalizer.Say(SemioticClass.Time, words, known),
            "telephone" => Verbalizer.Say(SemioticClass.Telephone, words, known),
            "currency" => Verbalizer.Say(SemioticClass.Currency, words, known),
            "address" or "net" => Verbalizer.Say(SemioticClass.Url, words, known),
            _ => null,
        };
    }

    public string? Pronounce(string words, string alphabet, string symbols, string language) => alphabet.ToLowerInvariant() switch
    {
        "ipa" => IpaSpelling.Write(symbols, Known(language)).Spelling,
        "pinyin" or "x-microsoft-pinyin" or "sapi" => PinyinSpelling.Write(symbols),
        _ => null,
    };

    private static string Known(string language)
    {
        var primary = language.Split('-', '_')[0].ToLowerInvariant();
        return LanguageNames.Codes.Contains(primary) ? primary : "en";
    }
}
