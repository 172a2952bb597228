namespace Qwen3Tts.Speech.Models;

/// <summary>What a checkpoint was trained for (<c>tts_model_type</c>).</summary>
public enum ModelKind
{
    Base,
    CustomVoice,
    VoiceDesign,
}
