namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>
/// The speaker encoder, as <c>speaker_encoder_config</c> states it; what it leaves out takes the official code's defaults
/// (QwenLM/Qwen3-TTS, <c>Qwen3TTSSpeakerEncoderConfig</c>).
/// </summary>
/// <param name="Width">Of the x-vector.</param>
/// <param name="MelBands">Bands of the log-mel that it takes.</param>
/// <param name="Channels">Of the first block, the SE-Res2Net blocks and, last, the aggregation.</param>
/// <param name="KernelSizes">One for each of <paramref name="Channels"/>.</param>
/// <param name="Dilations">One for each of <paramref name="Channels"/>.</param>
public sealed record SpeakerEncoderConfiguration(
    int Width,
    int SampleRate,
    int MelBands,
    IReadOnlyList<int> Channels,
    IReadOnlyList<int> KernelSizes,
    IReadOnlyList<int> Dilations,
    int AttentionChannels,
    int Res2NetScale,
    int SqueezeChannels)
{
    internal static SpeakerEncoderConfiguration Read(ConfigurationNode json)
    {
        var encoder = new SpeakerEncoderConfiguration(
            json.Integer("enc_dim", 1, Bounds.Width, 1024),
            json.Integer("sample_rate", 8_000, 192_000, 24_000),
            json.Integer("mel_dim", 1, 1_024, 128),
            json.Integers("enc_channels", 1, Bounds.Width, Bounds.Stages, 512, 512, 512, 512, 1536),
            json.Integers("enc_kernel_sizes", 1, 255, Bounds.Stages, 5, 3, 3, 3, 1),
            json.Integers("enc_dilations", 1, 255, Bounds.Stages, 1, 2, 3, 4, 1),
            json.Integer("enc_attention_channels", 1, Bounds.Width, 128),
            json.Integer("enc_res2net_scale", 2, 64, 8),
            json.Integer("enc_se_channels", 1, Bounds.Width, 128));
        var blocks = encoder.Channels.Count;
        if (blocks < 3)
            throw json.Bad("enc_channels", "at least 3 sizes");
        if (encoder.KernelSizes.Count != blocks)
            throw json.Bad("enc_kernel_sizes", $"{blocks} sizes, one for each of enc_channels");
        if (encoder.Dilations.Count != blocks)
            throw json.Bad("enc_dilations", $"{blocks} numbers, one for each of enc_channels");
        // A residual block keeps its width, and the aggregation takes all their outputs at once.
        var width = encoder.Channels[0];
        if (encoder.Channels.SkipLast(1).Any(channels => channels != width) || encoder.Channels[^1] != width * (blocks - 2L))
            throw json.Bad("enc_channels", $"{blocks - 1} equal widths and, last, {blocks - 2} times that");
        if (width % encoder.Res2NetScale != 0)
            throw json.Bad("enc_res2net_scale", $"a divisor of the enc_channels ({width})");
        return encoder;
    }
}
