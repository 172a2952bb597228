using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Cli.Commands;

/// <summary>The synthesis modes as the command line, and the fleet in its errors, write them.</summary>
public static class ModeNames
{
    private static readonly IReadOnlyDictionary<string, SynthesisMode> Modes = new Dictionary<string, SynthesisMode>
    {
        ["clone_x_vector"] = SynthesisMode.CloneXVector,
        ["clone_in_context"] = SynthesisMode.CloneInContext,
        ["custom_voice"] = SynthesisMode.CustomVoice,
        ["voice_design"] = SynthesisMode.VoiceDesign,
    };

    public static IEnumerable<string> All => Modes.Keys;

    public static SynthesisMode Parse(string name) => Modes[name];

    public static string Of(SynthesisMode mode) => Modes.Single(known => known.Value == mode).Key;
}
