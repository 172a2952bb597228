namespace Qwen3Tts.Gateway.Texts;

/// <summary>Texts that are longer than a model says well in one go.</summary>
public sealed class LongTextOptions
{
    public const string Section = "LongTexts";

    /// <summary>
    /// Whether what follows a cut is led on from the last sentence before it, words and frames, where the model tells when it says its words;
    /// else it begins anew in the same voice.
    /// </summary>
    public bool LeadOn { get; set; }
}
