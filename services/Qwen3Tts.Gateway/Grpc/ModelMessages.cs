using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Models;
using Wire = Qwen3Tts.V1;

namespace Qwen3Tts.Gateway.Grpc;

/// <summary>Models on the wire.</summary>
internal static class ModelMessages
{
    private const string Base = "base";
    private const string CustomVoice = "custom_voice";
    private const string VoiceDesign = "voice_design";

    public static ModelDescription Read(Wire.Model model, int xVectorSize) => new(
        model.Name,
        model.Type switch
        {
            Base => ModelKind.Base,
            CustomVoice => ModelKind.CustomVoice,
            VoiceDesign => ModelKind.VoiceDesign,
            _ => throw SpeechException.Unavailable($"The model '{model.Name}' is of the type '{model.Type}', which this Gateway does not know."),
        },
        [.. model.Languages],
        [.. model.Speakers],
        model.TakesInstruction,
        xVectorSize,
        Read(model.Name, model.Codec))
    {
        WeightsDigest = model.WeightsDigest,
        TellsWords = model.TellsWords,
    };

    public static Wire.Model Write(ModelDescription model) => new()
    {
        Name = model.Name,
        Type = model.Kind switch
        {
            ModelKind.Base => Base,
            ModelKind.CustomVoice => CustomVoice,
            _ => VoiceDesign,
        },
        Modes = { model.Modes.Select(Mode) },
        Languages = { model.Languages },
        Speakers = { model.Speakers },
        TakesInstruction = model.TakesInstruction,
        WeightsDigest = model.WeightsDigest,
        TellsWords = model.TellsWords,
        Codec = Write(model.Codec),
    };

    public static Wire.CodecFormat Write(CodecFormat codec) => new()
    {
        Name = codec.Name,
        Groups = (uint)codec.Groups,
        CodebookSize = (uint)codec.CodebookSize,
        FramesPerSecond = codec.FramesPerSecond,
        SamplesPerFrame = (uint)codec.SamplesPerFrame,
        SampleRateHz = (uint)codec.SampleRate,
    };

    public static Wire.Mode Mode(SynthesisMode mode) => mode switch
    {
        SynthesisMode.CloneXVector => Wire.Mode.CloneXVector,
        SynthesisMode.CloneInContext => Wire.Mode.CloneInContext,
        SynthesisMode.CustomVoice => Wire.Mode.CustomVoice,
        _ => Wire.Mode.VoiceDesign,
    };

    private static CodecFormat Read(string model, Wire.CodecFormat? codec) =>
        codec is { Groups: > 0, SampleRateHz: > 0, SamplesPerFrame: > 0 }
            ? new CodecFormat(codec.Name, (int)codec.Groups, (int)codec.CodebookSize, (int)codec.SampleRateHz, (int)codec.SamplesPerFrame)
            : throw SpeechException.Unavailable($"The model '{model}' states no codec format.");
}
