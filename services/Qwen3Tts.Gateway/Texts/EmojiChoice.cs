namespace Qwen3Tts.Gateway.Texts;

/// <summary>What becomes of emoji.</summary>
internal enum EmojiChoice
{
    ByNormalization,
    Named,
    Dropped,
}
