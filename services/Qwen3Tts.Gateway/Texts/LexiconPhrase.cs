namespace Qwen3Tts.Gateway.Texts;

/// <summary>A phrase and how it is said.</summary>
/// <param name="Said">Other words, or sounds in the notation of <paramref name="Notation"/>.</param>
/// <param name="MatchesCase">Whether capitals must be as in the phrase.</param>
internal sealed record LexiconPhrase(string Phrase, string Said, LexiconNotation Notation, bool MatchesCase);
