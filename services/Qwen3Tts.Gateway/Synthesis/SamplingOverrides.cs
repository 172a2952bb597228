using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>What a request says of sampling; null takes the checkpoint's own.</summary>
internal sealed record SamplingOverrides
{
    public float? Temperature { get; init; }

    public int? TopK { get; init; }

    public float? TopP { get; init; }

    public float? RepetitionPenalty { get; init; }

    public float? PredictorTemperature { get; init; }

    public int? PredictorTopK { get; init; }

    public float? PredictorTopP { get; init; }

    public int? MaxFrames { get; init; }

    /// <exception cref="SpeechException">Invalid: a value is out of its range; says which range.</exception>
    public SamplingOverrides Checked()
    {
        Check("temperature", Temperature, value => float.IsFinite(value) && value >= 0, "0 (greedy) or more");
        Check("top_k", TopK, value => value >= 0, "0 (all codes) or more");
        Check("top_p", TopP, value => value is > 0 and <= 1, "more than 0 and at most 1");
        Check("repetition_penalty", RepetitionPenalty, value => float.IsFinite(value) && value > 0, "more than 0");
        Check("predictor_temperature", PredictorTemperature, value => float.IsFinite(value) && value >= 0, "0 (greedy) or more");
        Check("predictor_top_k", PredictorTopK, value => value >= 0, "0 (all codes) or more");
        Check("predictor_top_p", PredictorTopP, value => value is > 0 and <= 1, "more than 0 and at most 1");
        Check("max_frames", MaxFrames, value => value >= 1, "1 or more");
        return this;
    }

    private static void Check<T>(string name, T? value, Func<T, bool> rule, string allowed)
        where T : struct, IFormattable
    {
        if (value is { } given && !rule(given))
            throw SpeechException.Invalid(FormattableString.Invariant($"sampling.{name} is {given}; it must be {allowed}."));
    }
}
