using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TokenGenerator.Engine;
using Public = Qwen3Tts.V1;

namespace Qwen3Tts.TokenGenerator.Grpc;

/// <summary>How a request wants its codes drawn: each field within its bounds, absent ones from the model's defaults.</summary>
internal static class SamplingParser
{
    private const float MaxTemperature = 10;
    private const float MaxPenalty = 10;

    public static SamplingParameters Talker(Public.Sampling? wire, ServedGenerator model) => new(
        Temperature(wire is { HasTemperature: true } ? wire.Temperature : null, model.Talker.Temperature, "temperature"),
        TopK(wire is { HasTopK: true } ? wire.TopK : null, model.Talker.TopK, model.TalkerCodes, "top_k"),
        TopP(wire is { HasTopP: true } ? wire.TopP : null, model.Talker.TopP, "top_p"),
        Penalty(wire is { HasRepetitionPenalty: true } ? wire.RepetitionPenalty : null, model.Talker.RepetitionPenalty));

    public static SamplingParameters Predictor(Public.Sampling? wire, ServedGenerator model) => new(
        Temperature(wire is { HasPredictorTemperature: true } ? wire.PredictorTemperature : null, model.Predictor.Temperature, "predictor_temperature"),
        TopK(wire is { HasPredictorTopK: true } ? wire.PredictorTopK : null, model.Predictor.TopK, model.PredictorCodes, "predictor_top_k"),
        TopP(wire is { HasPredictorTopP: true } ? wire.PredictorTopP : null, model.Predictor.TopP, "predictor_top_p"),
        model.Predictor.RepetitionPenalty);

    /// <param name="limit">The engine's own limit, which a model's default may exceed and a request may not.</param>
    public static int MaxFrames(Public.Sampling? wire, ServedGenerator model, int limit)
    {
        if (wire is not { HasMaxFrames: true })
            return Math.Min(model.MaxFrames, limit);
        return wire.MaxFrames >= 1 && wire.MaxFrames <= limit
            ? wire.MaxFrames
            : throw Invalid("max_frames", wire.MaxFrames, $"from 1 to {limit}");
    }

    // NaN is in no range: every comparison below is false for it.
    private static float Temperature(float? given, float fallback, string field) => given switch
    {
        null => fallback,
        >= 0 and <= MaxTemperature => given.Value,
        _ => throw Invalid(field, given, $"from 0, which is greedy, to {MaxTemperature}"),
    };

    private static int TopK(int? given, int fallback, int codes, string field) => given switch
    {
        null => Math.Min(fallback, codes),
        >= 0 when given <= codes => given.Value,
        _ => throw Invalid(field, given, $"from 0, which keeps every code, to {codes}"),
    };

    private static float TopP(float? given, float fallback, string field) => given switch
    {
        null => fallback,
        > 0 and <= 1 => given.Value,
        _ => throw Invalid(field, given, "above 0 and at most 1, which keeps every code"),
    };

    private static float Penalty(float? given, float fallback) => given switch
    {
        null => fallback,
        > 0 and <= MaxPenalty => given.Value,
        _ => throw Invalid("repetition_penalty", given, $"above 0 and at most {MaxPenalty}; 1 is none"),
    };

    private static SpeechException Invalid(string field, IFormattable? given, string allowed) =>
        SpeechException.Invalid(FormattableString.Invariant($"sampling.{field} is {given}; it must be {allowed}."));
}
