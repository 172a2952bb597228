using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Speech.Models;

/// <summary>What a served model can do.</summary>
/// <param name="Name">The name that requests choose it by.</param>
/// <param name="Languages">Names as a request may give them; "auto" is allowed besides.</param>
/// <param name="Speakers">Named speakers of a custom-voice checkpoint.</param>
/// <param name="XVectorSize">Width of the x-vector that it takes; 0 where it clones no voices.</param>
public sealed record ModelDescription(
    string Name,
    ModelKind Kind,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Speakers,
    bool TakesInstruction,
    int XVectorSize,
    CodecFormat Codec)
{
    /// <summary>SHA-256 that names its weights, lower-case hexadecimal digits; empty where it is not known.</summary>
    public string WeightsDigest { get; init; } = "";

    /// <summary>Whether its frames tell which of the text's tokens they speak.</summary>
    public bool TellsWords { get; init; }

    public IReadOnlyList<SynthesisMode> Modes => Kind switch
    {
        ModelKind.Base => [SynthesisMode.CloneXVector, SynthesisMode.CloneInContext],
        ModelKind.CustomVoice => [SynthesisMode.CustomVoice],
        _ => [SynthesisMode.VoiceDesign],
    };
}
