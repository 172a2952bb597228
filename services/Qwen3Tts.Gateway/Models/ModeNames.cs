using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Models;

/// <summary>Modes as messages and metrics call them.</summary>
internal static class ModeNames
{
    public static string Name(this SynthesisMode mode) => mode switch
    {
        SynthesisMode.CloneXVector => "clone_x_vector",
        SynthesisMode.CloneInContext => "clone_in_context",
        SynthesisMode.CustomVoice => "custom_voice",
        _ => "voice_design",
    };

    public static bool Clones(this SynthesisMode mode) => mode is SynthesisMode.CloneXVector or SynthesisMode.CloneInContext;
}
