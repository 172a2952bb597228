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

    /// <summary>The width of a head: as stated, or what the official code then takes.</summary>
    public static int HeadWidth(ConfigurationNode json) => json.Integer(
        "head_dim", 2, HeadDim, json.Integer("hidden_size", 1, Width) / json.Integer("num_attention_heads", 1, Heads));

    /// <summary>What grouped-query attention with rotary positions demands of the sizes, and the one form of it that is served.</summary>
    public static void CheckAttention(ConfigurationNode json, string activation = "silu")
    {
        if (json.Has("hidden_act"))
            json.OneOf("hidden_act", activation);
        var heads = json.Integer("num_attention_heads", 1, Heads);
        if (heads % json.Integer("num_key_value_heads", 1, Heads) != 0)
            throw json.Bad("num_key_value_heads", $"a divisor of num_attention_heads ({heads})");
        if (HeadWidth(json) is var width && (width < 2 || width % 2 != 0))
            throw json.Bad("head_dim", $"an even number (by default hidden_size / num_attention_heads, {width})");
        if (json.Flag("attention_bias", false))
            throw json.Bad("attention_bias", "false");
        if (json.Flag("use_sliding_window", false))
            throw json.Bad("use_sliding_window", "false");
        if (json.Has("rope_scaling") && json.Object("rope_scaling") is var scaling && scaling.Has("rope_type"))
            scaling.OneOf("rope_type", "default");
    }
}
