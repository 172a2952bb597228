namespace Qwen3Tts.Speech.Models;

/// <summary>How an utterance gets its voice.</summary>
public enum SynthesisMode
{
    /// <summary>A cloned voice, from its x-vector alone.</summary>
    CloneXVector,

    /// <summary>A cloned voice, from its x-vector, reference codes and transcript.</summary>
    CloneInContext,

    /// <summary>One of the checkpoint's named speakers.</summary>
    CustomVoice,

    /// <summary>A voice made from the description in the instruction.</summary>
    VoiceDesign,
}
