namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>The code predictor, as <c>code_predictor_config</c> states it.</summary>
/// <param name="VocabularySize">Codes of each group from 1 up.</param>
public sealed record CodePredictorConfiguration(
    int HiddenSize,
    int Layers,
    int Heads,
    int KeyValueHeads,
    int HeadDim,
    int IntermediateSize,
    float RmsNormEpsilon,
    double RopeTheta,
    int VocabularySize)
{
    internal static CodePredictorConfiguration Read(ConfigurationNode json, int groups)
    {
        Bounds.CheckAttention(json);
        if (json.Integer("num_code_groups", 2, Bounds.Groups) != groups)
            throw json.Bad("num_code_groups", $"the talker's ({groups})");
        return new CodePredictorConfiguration(
            json.Integer("hidden_size", 1, Bounds.Width),
            json.Integer("num_hidden_layers", 1, Bounds.Layers),
            json.Integer("num_attention_heads", 1, Bounds.Heads),
            json.Integer("num_key_value_heads", 1, Bounds.Heads),
            Bounds.HeadWidth(json),
            json.Integer("intermediate_size", 1, Bounds.Width),
            (float)json.Number("rms_norm_eps", 0, 1, 1e-6),
            json.Number("rope_theta", 1, 1e12, 10_000),
            json.Integer("vocab_size", 1, Bounds.Vocabulary));
    }
}
