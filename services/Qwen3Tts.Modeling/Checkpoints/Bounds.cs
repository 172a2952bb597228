namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>
/// The largest sizes a configuration may state. Far above any released model, and low enough that no product of them overflows or asks
/// for memory that the weights themselves do not justify: every size is checked against the tensors' shapes besides.
/// </summary>
internal static class Bounds
{
    public const int Width = 65_536;
    public const int Layers = 512;
    public const int Heads = 1_024;
    public const int HeadDim = 1_024;
    public const int Vocabulary = 4_194_304;
    public const int Groups = 64;
    public const int Stages = 16;
    public const int Rate = 1_024;
    public const int Window = 65_536;

    /// <summary>What grouped-query attention with rotary positions demands of the sizes.</summary>
    public static void CheckAttention(ConfigurationNode json)
    {
        var heads = json.Integer("num_attention_heads", 1, Heads);
        if (heads % json.Integer("num_key_value_heads", 1, Heads) != 0)
            throw json.Bad("num_key_value_heads", $"a divisor of num_attention_heads ({heads})");
        if (json.Has("head_dim") && json.Integer("head_dim", 2, HeadDim) % 2 != 0)
            throw json.Bad("head_dim", "an even number");
        if (json.Flag("attention_bias", false))
            throw json.Bad("attention_bias", "false");
    }
}
