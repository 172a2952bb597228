namespace Qwen3Tts.Speech.Generation;

/// <summary>Why an utterance ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended the speech.</summary>
    Stop,

    /// <summary>The frame limit ended it.</summary>
    Length,
}
