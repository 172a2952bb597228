namespace Qwen3Tts.Gateway.Texts;

/// <summary>How much of a text is written out before the model reads it.</summary>
internal enum NormalizationChoice
{
    Auto,
    On,
    Off,
}
