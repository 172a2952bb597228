using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Cli.Bench;

/// <summary>Who speaks where a checkpoint's networks are run without a fleet.</summary>
/// <param name="Name">In words.</param>
/// <param name="Speaker">Of a custom-voice checkpoint.</param>
/// <param name="Embedding">Of a cloned voice.</param>
/// <param name="Instruction">How to speak, or who speaks; empty for none.</param>
public sealed record SampleVoice(
    SynthesisMode Mode, string Name, string? Speaker = null, VoiceEmbedding? Embedding = null, string Instruction = "")
{
    private const string Description = "A calm woman in her forties, close to the microphone.";

    /// <summary>A checkpoint's first; made up where it ships none.</summary>
    public static SampleVoice FirstOf(Checkpoint checkpoint, SessionSettings settings)
    {
        var description = checkpoint.Describe();
        return description.Kind switch
        {
            ModelKind.Base when checkpoint.Voices is [var voice, ..] && checkpoint.Configuration.SpeakerEncoder is not null =>
                OfBuiltIn(checkpoint, voice, settings),
            // Of the size that x-vectors have, the same each time.
            ModelKind.Base => OfXVector("a made-up x-vector", [.. Enumerable.Range(0, description.XVectorSize).Select(i => MathF.Sin(i * i))]),
            ModelKind.CustomVoice => OfSpeaker(description.Speakers[0]),
            _ => Designed(),
        };
    }

    public static SampleVoice OfBuiltIn(Checkpoint checkpoint, BuiltInVoice voice, SessionSettings settings)
    {
        using var encoder = SpeakerEncoder.Load(checkpoint, settings);
        return OfXVector($"voice {voice.Name}", BuiltInXVector.Of(checkpoint, voice, encoder));
    }

    public static SampleVoice OfXVector(string name, float[] xVector) =>
        new(SynthesisMode.CloneXVector, name, Embedding: new VoiceEmbedding(xVector, ReferenceCodes: null));

    public static SampleVoice OfSpeaker(string speaker, string instruction = "") =>
        new(SynthesisMode.CustomVoice, $"speaker {speaker}", speaker, Instruction: instruction);

    /// <param name="description">Who speaks; null for someone.</param>
    public static SampleVoice Designed(string? description = null) =>
        new(SynthesisMode.VoiceDesign, "a designed voice", Instruction: description ?? Description);
}
