namespace Qwen3Tts.Modeling.Alignment;

/// <summary>How far a search has come.</summary>
/// <param name="Frames">Of the sentences that were spoken.</param>
public readonly record struct AlignmentProgress(int Sentences, int Of, int Frames);
