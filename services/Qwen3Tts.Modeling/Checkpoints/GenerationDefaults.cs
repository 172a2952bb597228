using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>
/// A checkpoint's <c>generation_config.json</c>; what it leaves out takes the official package's defaults. A stage that is told not to
/// sample has temperature 0.
/// </summary>
/// <param name="Talker">Sampling of code group 0.</param>
/// <param name="Predictor">Sampling of the other groups.</param>
/// <param name="MaxFrames">The most frames of an utterance.</param>
public sealed record GenerationDefaults(SamplingParameters Talker, SamplingParameters Predictor, int MaxFrames)
{
    internal static GenerationDefaults Read(string path)
    {
        if (!File.Exists(path))
            return new GenerationDefaults(new(0.9f, 50, 1, 1.05f), new(0.9f, 50, 1, 1), 2048);
        var json = ConfigurationNode.Read(path);
        return new GenerationDefaults(
            Sampling(json, "do_sample", "", (float)json.Number("repetition_penalty", 1e-3, 10, 1.05)),
            Sampling(json, "subtalker_dosample", "subtalker_", 1),
            json.Integer("max_new_tokens", 1, 1 << 20, 2048));
    }

    private static SamplingParameters Sampling(ConfigurationNode json, string sample, string prefix, float penalty) => new(
        json.Flag(sample, true) ? (float)json.Number(prefix + "temperature", 0, 100, 0.9) : 0,
        json.Integer(prefix + "top_k", 0, Bounds.Vocabulary, 50),
        (float)json.Number(prefix + "top_p", 1e-6, 1, 1),
        penalty);
}
