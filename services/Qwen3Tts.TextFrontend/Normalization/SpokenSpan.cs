namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>A stretch of the source and what is said for it.</summary>
/// <param name="Start">UTF-16 code units of the source before it.</param>
/// <param name="Length">UTF-16 code units of the source that it covers.</param>
/// <param name="Spoken">What is said; empty: nothing.</param>
/// <param name="Language">The language that it is read in: a two-letter code.</param>
public readonly record struct SpokenSpan(long Start, int Length, string Spoken, SemioticClass Class, string Language);
