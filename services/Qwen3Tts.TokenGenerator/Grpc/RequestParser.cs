using Google.Protobuf.Collections;
using Microsoft.Extensions.Options;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;
using Qwen3Tts.TokenGenerator.Engine;
using Public = Qwen3Tts.V1;
using Wire = Qwen3Tts.Internal.V1;

namespace Qwen3Tts.TokenGenerator.Grpc;

/// <summary>A start off the wire, checked against the model that it names. Language and speaker are the generator's to check.</summary>
internal sealed class RequestParser(IOptions<EngineOptions> options)
{
    private const int RoleTokens = 3;

    /// <exception cref="SpeechException">Invalid or Unsupported: the message names the field, and what it may be.</exception>
    public GenerationRequest Parse(Wire.GenerateStart wire, ServedGenerator model)
    {
        var mode = ParseMode(wire.Mode, model.Description);
        return new GenerationRequest(
            mode,
            wire.Language,
            mode is SynthesisMode.CustomVoice ? wire.Speaker : null,
            ParseVoice(wire, mode, model.Description),
            ParsePrompt(wire.Prompt),
            ParseDelivery(wire.TextDelivery),
            SamplingParser.Talker(wire.Sampling, model),
            SamplingParser.Predictor(wire.Sampling, model),
            SamplingParser.MaxFrames(wire.Sampling, model, options.Value.MaxFrames),
            wire.Seed);
    }

    /// <summary>The frames that an utterance goes on from; null where it begins.</summary>
    /// <exception cref="SpeechException">Invalid: there are too many, or they are not of the model's codec.</exception>
    public CodeFrames? ParseMade(Wire.GenerateStart wire, ServedGenerator model)
    {
        if (wire.Made is null or { Codes.Count: 0 })
            return null;
        var codec = model.Description.Codec;
        if (wire.Made.Codes.Count / codec.Groups > options.Value.MaxFrames)
            throw SpeechException.Invalid($"made has {wire.Made.Codes.Count / codec.Groups} frames; at most {options.Value.MaxFrames} may be.");
        return codec.Parse(wire.Made.Codes);
    }

    /// <exception cref="SpeechException">Invalid: there are too many, or one is no id.</exception>
    public int[] ParseIds(RepeatedField<uint> wire, string field)
    {
        if (wire.Count > options.Value.MaxTokens)
            throw SpeechException.Invalid($"{field} has {wire.Count} tokens; at most {options.Value.MaxTokens} may be.");
        var ids = new int[wire.Count];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = wire[i] <= int.MaxValue ? (int)wire[i] : throw SpeechException.Invalid($"{field} has {wire[i]}, which is no text id.");
        return ids;
    }

    private static SynthesisMode ParseMode(Public.Mode wire, ModelDescription model)
    {
        SynthesisMode mode = wire switch
        {
            Public.Mode.CloneXVector => SynthesisMode.CloneXVector,
            Public.Mode.CloneInContext => SynthesisMode.CloneInContext,
            Public.Mode.CustomVoice => SynthesisMode.CustomVoice,
            Public.Mode.VoiceDesign => SynthesisMode.VoiceDesign,
            _ => throw SpeechException.Invalid($"mode is {wire}; it must be one of the model's: {string.Join(", ", model.Modes)}."),
        };
        return model.Modes.Contains(mode) ? mode : throw SpeechException.Unsupported(
            $"Model '{model.Name}' has no mode {mode}; it has: {string.Join(", ", model.Modes)}.");
    }

    private static TextDelivery ParseDelivery(Public.TextDelivery wire) => wire switch
    {
        Public.TextDelivery.Streaming => TextDelivery.Streaming,
        Public.TextDelivery.Whole => TextDelivery.Whole,
        _ => throw SpeechException.Invalid($"text_delivery is {wire}; it must be streaming or whole."),
    };

    private PromptTokens ParsePrompt(Wire.PromptTokens? wire)
    {
        if (wire?.Role.Count is not RoleTokens)
            throw SpeechException.Invalid($"prompt.role has {wire?.Role.Count ?? 0} tokens; it must have {RoleTokens}.");
        return new PromptTokens(
            ParseIds(wire.Role, "prompt.role"),
            ParseIds(wire.Instruction, "prompt.instruction"),
            ParseIds(wire.Reference, "prompt.reference"));
    }

    private VoiceEmbedding? ParseVoice(Wire.GenerateStart wire, SynthesisMode mode, ModelDescription model)
    {
        if (mode is not (SynthesisMode.CloneXVector or SynthesisMode.CloneInContext))
            return null;
        if (wire.XVector.Count != model.XVectorSize)
            throw SpeechException.Invalid($"x_vector has {wire.XVector.Count} values; model '{model.Name}' takes {model.XVectorSize}.");
        if (!wire.XVector.All(float.IsFinite))
            throw SpeechException.Invalid("x_vector has a value that is not a finite number.");
        return new VoiceEmbedding([.. wire.XVector], mode is SynthesisMode.CloneInContext ? ParseReference(wire, model.Codec) : null);
    }

    private CodeFrames ParseReference(Wire.GenerateStart wire, CodecFormat codec)
    {
        var frames = wire.Reference is null ? 0 : wire.Reference.Codes.Count / codec.Groups;
        if (frames < 1 || frames > options.Value.MaxReferenceFrames)
        {
            throw SpeechException.Invalid(
                $"reference has {frames} frames; in-context cloning takes 1 to {options.Value.MaxReferenceFrames}.");
        }

        return codec.Parse(wire.Reference!.Codes);
    }
}
