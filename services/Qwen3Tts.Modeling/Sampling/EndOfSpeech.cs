namespace Qwen3Tts.Modeling.Sampling;

/// <summary>Which ids of code group 0 may be drawn: the codes, and once enough were drawn the end of speech.</summary>
/// <param name="Id">The end-of-speech id.</param>
/// <param name="FirstSuppressed">From here to the end of the vocabulary nothing but <paramref name="Id"/> may be drawn.</param>
/// <param name="MinDraws">Draws before the end may be drawn.</param>
public readonly record struct EndOfSpeech(int Id, int FirstSuppressed, int MinDraws);
