namespace Qwen3Tts.Cli.Client;

/// <summary>A phrase of a lexicon.</summary>
/// <param name="Said">Other words, or with <c>ipa:</c> or <c>pinyin:</c> before them, sounds.</param>
/// <param name="MatchesCase">Whether capitals must be as in the phrase.</param>
public sealed record LexiconLine(string Phrase, string Said, bool MatchesCase);
