namespace Qwen3Tts.TextFrontend.Normalization.Grammars;

/// <summary>The cases and forms that Russian ordinals take here.</summary>
internal enum RussianCase
{
    Nominative,
    Genitive,
    Dative,
    Prepositional,
    Feminine,
    Neuter,
    Plural,
    PluralGenitive,
}
