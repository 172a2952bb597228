namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>
/// The codec's encoder (Mimi), as <c>encoder_config</c> states it. Its <c>sliding_window</c> is left out: the official encoder's mask is
/// causal without a window.
/// </summary>
/// <param name="Filters">Channels of the first conv; each downsampling stage doubles them.</param>
/// <param name="Ratios">Strides of the stages, as configured: the first stage has the last of them.</param>
/// <param name="Quantizers">All that the weights hold; the codec uses the first of them.</param>
public sealed record CodecEncoderConfiguration(
    int AudioChannels,
    int Filters,
    int KernelSize,
    int LastKernelSize,
    int ResidualKernelSize,
    int ResidualLayers,
    int DilationGrowth,
    int Compress,
    IReadOnlyList<int> Ratios,
    int HiddenSize,
    int Layers,
    int Heads,
    int KeyValueHeads,
    int HeadDim,
    int IntermediateSize,
    float NormEpsilon,
    double RopeTheta,
    int Quantizers,
    int SemanticQuantizers,
    int CodebookSize,
    int CodebookDim)
{
    /// <summary>The stages' strides, and the last conv's 2.</summary>
    public int SamplesPerFrame => Ratios.Aggregate(2, (product, ratio) => product * ratio);

    internal static CodecEncoderConfiguration Read(ConfigurationNode json)
    {
        Bounds.CheckAttention(json, "gelu");
        if (!json.Flag("use_causal_conv", true))
            throw json.Bad("use_causal_conv", "true");
        if (json.Flag("use_conv_shortcut", false))
            throw json.Bad("use_conv_shortcut", "false");
        if (json.Flag("normalize", false))
            throw json.Bad("normalize", "false");
        if (json.Has("pad_mode"))
            json.OneOf("pad_mode", "constant");
        var encoder = new CodecEncoderConfiguration(
            json.Integer("audio_channels", 1, 1, 1),
            json.Integer("num_filters", 1, 4_096),
            json.Integer("kernel_size", 1, 255, 7),
            json.Integer("last_kernel_size", 1, 255, 3),
            json.Integer("residual_kernel_size", 1, 255, 3),
            json.Integer("num_residual_layers", 1, 8, 1),
            json.Integer("dilation_growth_rate", 1, 8, 2),
            json.Integer("compress", 1, 64, 2),
            json.Integers("upsampling_ratios", 1, Bounds.Rate, 8, 8, 6, 5, 4),
            json.Integer("hidden_size", 1, Bounds.Width),
            json.Integer("num_hidden_layers", 1, Bounds.Layers),
            json.Integer("num_attention_heads", 1, Bounds.Heads),
            json.Integer("num_key_value_heads", 1, Bounds.Heads),
            Bounds.HeadWidth(json),
            json.Integer("intermediate_size", 1, Bounds.Width),
            (float)json.Number("norm_eps", 0, 1, 1e-5),
            json.Number("rope_theta", 1, 1e12, 10_000),
            json.Integer("num_quantizers", 2, Bounds.Groups),
            json.Integer("num_semantic_quantizers", 1, 1, 1),
            json.Integer("codebook_size", 1, Bounds.Vocabulary),
            json.Integer("codebook_dim", 1, Bounds.Width));
        if (encoder.Ratios.Aggregate(2.0, (product, ratio) => product * ratio) > 1 << 20)
            throw json.Bad("upsampling_ratios", $"a product of at most {1 << 19}");
        if (encoder.Filters < encoder.Compress)
            throw json.Bad("compress", $"at most num_filters ({encoder.Filters})");
        return encoder;
    }
}
