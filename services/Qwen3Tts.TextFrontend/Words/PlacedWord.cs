namespace Qwen3Tts.TextFrontend.Words;

/// <summary>A word and where it begins among the utterance's tokens.</summary>
/// <param name="Token">Its first, counted from the first of the words' tokens.</param>
public readonly record struct PlacedWord(int Token, SpokenWord Word);
