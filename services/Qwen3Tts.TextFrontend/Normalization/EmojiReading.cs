namespace Qwen3Tts.TextFrontend.Normalization;

/// <summary>What becomes of emoji.</summary>
public enum EmojiReading
{
    /// <summary>Dropped in <see cref="NormalizationMode.Auto"/>, named in <see cref="NormalizationMode.On"/>.</summary>
    ByMode,
    Named,
    Dropped,
}
