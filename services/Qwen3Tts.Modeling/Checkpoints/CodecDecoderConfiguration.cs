namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>The codec's decoder, as <c>decoder_config</c> states it.</summary>
/// <param name="CodebookDim">Width after the quantizers' projection; a codebook vector has half of it.</param>
/// <param name="DecoderDim">Channels before the first vocoder block; each block halves them, rounding down.</param>
/// <param name="SlidingWindow">Frames that a frame attends to, itself included.</param>
/// <param name="UpsampleRates">Of the vocoder blocks.</param>
/// <param name="UpsamplingRatios">Of the stages before the vocoder.</param>
public sealed record CodecDecoderConfiguration(
    int Groups,
    int CodebookSize,
    int CodebookDim,
    int LatentDim,
    int DecoderDim,
    int HiddenSize,
    int Layers,
    int Heads,
    int KeyValueHeads,
    int HeadDim,
    int IntermediateSize,
    float RmsNormEpsilon,
    double RopeTheta,
    int SlidingWindow,
    IReadOnlyList<int> UpsampleRates,
    IReadOnlyList<int> UpsamplingRatios)
{
    public int SamplesPerFrame => UpsampleRates.Concat(UpsamplingRatios).Aggregate(1, (product, rate) => product * rate);

    internal static CodecDecoderConfiguration Read(ConfigurationNode json)
    {
        Bounds.CheckAttention(json);
        json.Integer("num_semantic_quantizers", 1, 1, 1);
        var decoder = new CodecDecoderConfiguration(
            json.Integer("num_quantizers", 2, Bounds.Groups),
            json.Integer("codebook_size", 1, Bounds.Vocabulary),
            json.Integer("codebook_dim", 2, Bounds.Width),
            json.Integer("latent_dim", 1, Bounds.Width),
            json.Integer("decoder_dim", 1, Bounds.Width),
            json.Integer("hidden_size", 1, Bounds.Width),
            json.Integer("num_hidden_layers", 1, Bounds.Layers),
            json.Integer("num_attention_heads", 1, Bounds.Heads),
            json.Integer("num_key_value_heads", 1, Bounds.Heads),
            Bounds.HeadWidth(json),
            json.Integer("intermediate_size", 1, Bounds.Width),
            (float)json.Number("rms_norm_eps", 0, 1, 1e-5),
            json.Number("rope_theta", 1, 1e12, 10_000),
            json.Integer("sliding_window", 1, Bounds.Window, 72),
            json.Integers("upsample_rates", 1, Bounds.Rate, 8, 8, 5, 4, 3),
            json.Integers("upsampling_ratios", 1, Bounds.Rate, 4, 2, 2));
        if (decoder.CodebookDim % 2 != 0)
            throw json.Bad("codebook_dim", "an even number");
        if (decoder.DecoderDim >> decoder.UpsampleRates.Count == 0)
            throw json.Bad("decoder_dim", $"at least {1 << decoder.UpsampleRates.Count}, which can be halved for each of the upsample_rates");
        if (decoder.UpsampleRates.Concat(decoder.UpsamplingRatios).Aggregate(1.0, (product, rate) => product * rate) > 1 << 20)
            throw json.Bad("upsample_rates", $"with upsampling_ratios, a product of at most {1 << 20}");
        return decoder;
    }
}
