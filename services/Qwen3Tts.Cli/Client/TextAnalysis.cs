namespace Qwen3Tts.Cli.Client;

/// <summary>What a fleet would say for a text.</summary>
/// <param name="Language">Two letters of the language that it was read in.</param>
/// <param name="Confidence">How sure that is, 0 to 1.</param>
/// <param name="Spans">What was written, what is said for it, and what it is.</param>
/// <param name="Phonemes">Empty where the fleet has no espeak-ng.</param>
public sealed record TextAnalysis(
    string Spoken,
    string Language,
    double Confidence,
    IReadOnlyList<(string Written, string Spoken, string Kind)> Spans,
    IReadOnlyList<string> Warnings,
    string Phonemes);
