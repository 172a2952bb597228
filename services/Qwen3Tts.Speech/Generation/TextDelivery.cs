namespace Qwen3Tts.Speech.Generation;

/// <summary>How the model meets the text.</summary>
public enum TextDelivery
{
    /// <summary>Speech starts on the first words; the rest follows one token a frame.</summary>
    Streaming,

    /// <summary>Speech starts when the text has ended.</summary>
    Whole,
}
