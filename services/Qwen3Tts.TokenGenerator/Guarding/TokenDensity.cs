namespace Qwen3Tts.TokenGenerator.Guarding;

/// <summary>
/// How many text tokens a language needs for what English says in one, by the tokenizer of Qwen3-TTS: tokens of the first article of
/// the Universal Declaration of Human Rights over the 33 of its English. The same content takes about the same time in every
/// language (Coupé, Oh, Dediu, Pellegrino 2019, "Different languages, similar encoding efficiency"), so a token takes the less time
/// the more of them there are.
/// </summary>
internal static class TokenDensity
{
    private const double Sparsest = 27 / 33.0;

    /// <param name="language">As models name them; one that is not known, such as "auto", counts as the sparsest.</param>
    public static double Of(string language) => language.ToUpperInvariant() switch
    {
        "CHINESE" => Sparsest,
        "ENGLISH" => 1,
        "SPANISH" => 43 / 33.0,
        "GERMAN" => 44 / 33.0,
        "RUSSIAN" => 49 / 33.0,
        "FRENCH" => 50 / 33.0,
        "PORTUGUESE" => 51 / 33.0,
        "JAPANESE" => 52 / 33.0,
        "ITALIAN" => 53 / 33.0,
        "KOREAN" => 55 / 33.0,
        _ => Sparsest,
    };
}
