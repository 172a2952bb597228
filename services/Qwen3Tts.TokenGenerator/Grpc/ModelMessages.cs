using Qwen3Tts.Speech.Models;
using Public = Qwen3Tts.V1;

namespace Qwen3Tts.TokenGenerator.Grpc;

/// <summary>What the models can do, for the wire.</summary>
internal static class ModelMessages
{
    public static Public.Model ToWire(ModelDescription model) => new()
    {
        Name = model.Name,
        Type = model.Kind switch
        {
            ModelKind.Base => "base",
            ModelKind.CustomVoice => "custom_voice",
            _ => "voice_design",
        },
        Modes = { model.Modes.Select(ToWire) },
        Languages = { model.Languages },
        Speakers = { model.Speakers },
        TakesInstruction = model.TakesInstruction,
        WeightsDigest = model.WeightsDigest,
        TellsWords = model.TellsWords,
        Codec = new Public.CodecFormat
        {
            Name = model.Codec.Name,
            Groups = (uint)model.Codec.Groups,
            CodebookSize = (uint)model.Codec.CodebookSize,
            FramesPerSecond = model.Codec.FramesPerSecond,
            SamplesPerFrame = (uint)model.Codec.SamplesPerFrame,
            SampleRateHz = (uint)model.Codec.SampleRate,
        },
    };

    private static Public.Mode ToWire(SynthesisMode mode) => mode switch
    {
        SynthesisMode.CloneXVector => Public.Mode.CloneXVector,
        SynthesisMode.CloneInContext => Public.Mode.CloneInContext,
        SynthesisMode.CustomVoice => Public.Mode.CustomVoice,
        _ => Public.Mode.VoiceDesign,
    };
}
