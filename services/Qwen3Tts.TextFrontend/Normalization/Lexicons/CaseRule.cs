namespace Qwen3Tts.TextFrontend.Normalization.Lexicons;

/// <summary>Whether small and capital letters count in a lexicon's phrase.</summary>
public enum CaseRule
{
    Ignore,
    Exact,
}
