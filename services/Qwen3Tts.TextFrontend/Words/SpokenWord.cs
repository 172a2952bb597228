namespace Qwen3Tts.TextFrontend.Words;

/// <summary>A word as it is said, without the punctuation around it.</summary>
/// <param name="Spoken">Empty where there was nothing but punctuation.</param>
/// <param name="Start">UTF-16 code units of the source before what it stands for.</param>
/// <param name="Length">UTF-16 code units of the source that it stands for; several words may stand for the same.</param>
/// <param name="BeginsSentence">Whether it is the first of a sentence.</param>
public readonly record struct SpokenWord(string Spoken, long Start, int Length, bool BeginsSentence)
{
    public long End => Start + Length;
}
