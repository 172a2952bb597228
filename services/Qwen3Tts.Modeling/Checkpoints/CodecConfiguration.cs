namespace Qwen3Tts.Modeling.Checkpoints;

/// <summary>The speech codec, as <c>speech_tokenizer/config.json</c> states it.</summary>
/// <param name="Groups">Codes in a frame: the decoder's, and as many of the encoder's as are used.</param>
/// <param name="SamplesPerFrame">Samples that a frame decodes to, and is encoded from.</param>
public sealed record CodecConfiguration(
    string Name,
    int Groups,
    int SampleRate,
    int SamplesPerFrame,
    CodecDecoderConfiguration Decoder,
    CodecEncoderConfiguration Encoder)
{
    /// <exception cref="Speech.Errors.SpeechException">The file states nothing that can be served; the message names file, field, found and expected.</exception>
    public static CodecConfiguration Read(string path)
    {
        var json = ConfigurationNode.Read(path);
        var name = json.OneOf("model_type", ModelConfiguration.Codec12Hz);
        var decoder = CodecDecoderConfiguration.Read(json.Object("decoder_config"));
        var encoder = CodecEncoderConfiguration.Read(json.Object("encoder_config"));
        var rate = json.Integer("output_sample_rate", 8_000, 192_000);
        if (json.Integer("input_sample_rate", 8_000, 192_000) != rate)
            throw json.Bad("input_sample_rate", $"the output_sample_rate ({rate})");
        var samples = json.Integer("decode_upsample_rate", 1, 1 << 20);
        if (decoder.SamplesPerFrame != samples)
            throw json.Bad("decode_upsample_rate", $"the product of the decoder's rates ({decoder.SamplesPerFrame})");
        if (encoder.SamplesPerFrame != json.Integer("encode_downsample_rate", 1, 1 << 20))
            throw json.Bad("encode_downsample_rate", $"twice the product of the encoder's ratios ({encoder.SamplesPerFrame})");
        var groups = json.Integer("encoder_valid_num_quantizers", 1, encoder.Quantizers);
        if (groups != decoder.Groups)
            throw json.Bad("encoder_valid_num_quantizers", $"the decoder's num_quantizers ({decoder.Groups})");
        if (encoder.CodebookSize != decoder.CodebookSize)
            throw json.Object("encoder_config").Bad("codebook_size", $"the decoder's ({decoder.CodebookSize})");
        return new CodecConfiguration(name, groups, rate, samples, decoder, encoder);
    }
}
