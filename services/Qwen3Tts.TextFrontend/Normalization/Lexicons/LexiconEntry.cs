namespace Qwen3Tts.TextFrontend.Normalization.Lexicons;

/// <summary>A phrase and what is said for it, in spelling that the model reads.</summary>
public sealed record LexiconEntry(string Phrase, string Spoken, CaseRule Case)
{
    internal bool MatchesCase(string written) => Case is CaseRule.Ignore || string.Equals(written, Phrase, StringComparison.Ordinal);
}
