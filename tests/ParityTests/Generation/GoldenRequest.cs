using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.ParityTests.Generation;

/// <summary>The request that a golden utterance was made with.</summary>
internal static class GoldenRequest
{
    // The chat template around the words (specification, section 5): three ids of header and five of tail; the reference has two of tail.
    private const int Header = 3;
    private const int Tail = 5;
    private const int ReferenceTail = 2;

    public static int[] Words(GoldenTensors tensors) => tensors.Integers("input_ids")[Header..^Tail];

    public static GenerationRequest Of(GoldenCase @case, GoldenTensors tensors)
    {
        var json = @case.Json();
        var arguments = json.GetProperty("arguments");
        var groups = (int)tensors.Shape("codes")[1];
        var penalty = json.GetProperty("repetition_penalty").GetSingle();
        var mode = json.GetProperty("call").GetString() switch
        {
            "generate_voice_clone" => arguments.GetProperty("x_vector_only_mode").GetBoolean()
                ? SynthesisMode.CloneXVector
                : SynthesisMode.CloneInContext,
            "generate_custom_voice" => SynthesisMode.CustomVoice,
            "generate_voice_design" => SynthesisMode.VoiceDesign,
            var other => throw new InvalidOperationException($"Unknown call {other}."),
        };
        return new GenerationRequest(
            mode,
            arguments.TryGetProperty("language", out var language) ? language.GetString() ?? "auto" : "auto",
            arguments.TryGetProperty("speaker", out var speaker) ? speaker.GetString() : null,
            tensors.Has("ref_spk_embedding") ? Voice(tensors, groups) : null,
            new PromptTokens(
                tensors.Integers("input_ids")[..Header],
                tensors.Has("instruct_ids") ? tensors.Integers("instruct_ids") : [],
                tensors.Has("ref_ids") ? tensors.Integers("ref_ids")[Header..^ReferenceTail] : []),
            arguments.GetProperty("non_streaming_mode").GetBoolean() ? TextDelivery.Whole : TextDelivery.Streaming,
            new SamplingParameters(0, 0, 1, penalty),
            new SamplingParameters(0, 0, 1, 1),
            json.GetProperty("max_frames").GetInt32(),
            Seed: 0);
    }

    private static VoiceEmbedding Voice(GoldenTensors tensors, int groups) => new(
        tensors.Floats("ref_spk_embedding"),
        tensors.Has("ref_code") ? new CodeFrames(groups, tensors.Integers("ref_code")) : null);
}
