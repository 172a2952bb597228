namespace Qwen3Tts.Speech.Generation;

/// <summary>Why an utterance ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended the speech.</summary>
    Stop,

    /// <summary>The frame limit ended it.</summary>
    Length,

    /// <summary>The model lost the text, in a loop, in silence or in babble, and was stopped.</summary>
    Runaway,

    /// <summary>Whoever asked for it stopped it.</summary>
    Cancelled,
}
