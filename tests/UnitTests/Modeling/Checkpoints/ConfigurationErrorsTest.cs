using System.Text.Json.Nodes;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Modeling.Checkpoints;

/// <summary>What is wrong with a configuration is said with the file, the field, what was found and what was expected.</summary>
public sealed class ConfigurationErrorsTest : IDisposable
{
    private const string Model = "config.json";
    private const string Codec = "speech_tokenizer/config.json";
    private const string Generation = "generation_config.json";

    private readonly ScratchFolder _scratch = new();

    /// <summary>File, field, its new value (empty removes it), message.</summary>
    public static TheoryData<string, string, string, string> BadFields => new()
    {
        { Model, "model_type", "\"qwen3_omni\"", "model_type is 'qwen3_omni'; one of qwen3_tts is expected" },
        { Model, "model_type", "", "model_type is missing; a text is expected" },
        { Model, "tokenizer_type", "\"qwen3_tts_tokenizer_25hz\"", "tokenizer_type is 'qwen3_tts_tokenizer_25hz'; one of qwen3_tts_tokenizer_12hz" },
        { Model, "tts_model_type", "\"singer\"", "tts_model_type is 'singer'; one of base, custom_voice, voice_design is expected" },
        { Model, "tts_model_type", "\"custom_voice\"", "talker_config.spk_id is {}; at least one speaker" },
        { Model, "tts_model_size", "7", "tts_model_size is 7; a text is expected" },
        { Model, "tts_model_size", "\"\\uD800\"", "cannot be read as JSON" },
        { Model, "tts_pad_token_id", "620", "tts_pad_token_id is 620; a whole number from 0 to 619" },
        { Model, "im_start_token_id", "-1", "im_start_token_id is -1; a whole number from 0 to 619" },
        { Model, "talker_config", "[]", "talker_config is []; an object is expected" },
        { Model, "talker_config.hidden_size", "", "talker_config.hidden_size is missing; a whole number from 1 to 65536" },
        { Model, "talker_config.hidden_size", "\"64\"", "talker_config.hidden_size is '64'; a whole number" },
        { Model, "talker_config.hidden_size", "64.5", "talker_config.hidden_size is 64.5; a whole number" },
        { Model, "talker_config.num_hidden_layers", "0", "talker_config.num_hidden_layers is 0; a whole number from 1 to 512" },
        { Model, "talker_config.num_key_value_heads", "3", "num_key_value_heads is 3; a divisor of num_attention_heads (4)" },
        { Model, "talker_config.head_dim", "15", "talker_config.head_dim is 15; an even number" },
        { Model, "talker_config.vocab_size", "1024", "talker_config.vocab_size is 1024; a whole number from 1025" },
        { Model, "talker_config.vocab_size", "99999999999", "talker_config.vocab_size is 99999999999; a whole number" },
        { Model, "talker_config.codec_eos_token_id", "1152", "talker_config.codec_eos_token_id is 1152; a whole number from 0 to 1151" },
        { Model, "talker_config.codec_language_id.english", "1152", "codec_language_id.english is 1152; an id from 0 to 1151" },
        { Model, "talker_config.hidden_act", "\"gelu\"", "talker_config.hidden_act is 'gelu'; one of silu is expected" },
        { Model, "talker_config.attention_bias", "true", "talker_config.attention_bias is true; false is expected" },
        { Model, "talker_config.use_sliding_window", "true", "talker_config.use_sliding_window is true; false is expected" },
        { Model, "talker_config.rope_scaling.rope_type", "\"yarn\"", "talker_config.rope_scaling.rope_type is 'yarn'; one of default" },
        { Model, "talker_config.rope_theta", "0", "talker_config.rope_theta is 0; a number from 1 to" },
        { Model, "talker_config.spk_is_dialect", "{\"eric\":true}", "spk_is_dialect.eric is true; false or a text" },
        { Model, "talker_config.spk_is_dialect", "{\"eric\":\"hakka\"}", "for 'eric', a key of codec_language_id" },
        { Model, "talker_config.spk_is_dialect", "{\"eric\":\"english\"}", "for 'eric', an id in spk_id" },
        { Model, "talker_config.code_predictor_config.num_code_groups", "15", "code_predictor_config.num_code_groups is 15; the talker's (16)" },
        { Model, "talker_config.code_predictor_config.vocab_size", "", "code_predictor_config.vocab_size is missing" },
        { Model, "speaker_encoder_config", "", "speaker_encoder_config is missing; an object is expected" },
        { Model, "speaker_encoder_config.enc_dim", "63", "speaker_encoder_config.enc_dim is 63; the talker's hidden_size (64)" },
        { Model, "speaker_encoder_config.enc_channels", "[32,32,32,32,97]", "enc_channels is [32,32,32,32,97]; 4 equal widths and, last, 3 times that" },
        { Model, "speaker_encoder_config.enc_channels", "[]", "enc_channels is []; a list of 1 to 16 numbers" },
        { Model, "speaker_encoder_config.enc_dilations", "[1,2]", "enc_dilations is [1,2]; 5 numbers" },
        { Model, "speaker_encoder_config.enc_res2net_scale", "7", "enc_res2net_scale is 7; a divisor of the enc_channels (32)" },
        { Codec, "model_type", "\"mimi\"", "model_type is 'mimi'; one of qwen3_tts_tokenizer_12hz is expected" },
        { Codec, "decode_upsample_rate", "1921", "decode_upsample_rate is 1921; the product of the decoder's rates (1920)" },
        { Codec, "encode_downsample_rate", "960", "encode_downsample_rate is 960; twice the product of the encoder's ratios (1920)" },
        { Codec, "encoder_valid_num_quantizers", "15", "encoder_valid_num_quantizers is 15; the decoder's num_quantizers (16)" },
        { Codec, "input_sample_rate", "16000", "input_sample_rate is 16000; the output_sample_rate (24000)" },
        { Codec, "decoder_config.upsample_rates", "[8,5,4,0]", "upsample_rates is [8,5,4,0]; whole numbers from 1 to 1024" },
        { Codec, "decoder_config.upsample_rates", "[1024,1024,1024,1024]", "upsample_rates is [1024,1024,1024,1024]; with upsampling_ratios, a product" },
        { Codec, "decoder_config.decoder_dim", "8", "decoder_dim is 8; at least 16" },
        { Codec, "decoder_config.codebook_dim", "31", "codebook_dim is 31; an even number" },
        { Codec, "decoder_config.num_semantic_quantizers", "2", "num_semantic_quantizers is 2; a whole number from 1 to 1" },
        { Codec, "encoder_config.hidden_act", "\"silu\"", "encoder_config.hidden_act is 'silu'; one of gelu" },
        { Codec, "encoder_config.use_causal_conv", "false", "encoder_config.use_causal_conv is false; true is expected" },
        { Codec, "encoder_config.use_conv_shortcut", "true", "encoder_config.use_conv_shortcut is true; false is expected" },
        { Codec, "encoder_config.codebook_size", "64", "encoder_config.codebook_size is 64; the decoder's (128)" },
        { Codec, "encoder_config.compress", "5", "encoder_config.compress is 5; at most num_filters (4)" },
        { Codec, "encoder_config.audio_channels", "2", "encoder_config.audio_channels is 2; a whole number from 1 to 1" },
        { Generation, "temperature", "-0.1", "temperature is -0.1; a number from 0 to 100" },
        { Generation, "temperature", "1e999", "temperature is 1e999; a number from 0 to 100" },
        { Generation, "top_p", "0", "top_p is 0; a number from 1E-06 to 1" },
        { Generation, "top_k", "-1", "top_k is -1; a whole number from 0" },
        { Generation, "do_sample", "\"yes\"", "do_sample is 'yes'; true or false is expected" },
        { Generation, "max_new_tokens", "0", "max_new_tokens is 0; a whole number from 1" },
        { Generation, "repetition_penalty", "0", "repetition_penalty is 0; a number from 0.001 to 10" },
    };

    public static TheoryData<string, string> BadFiles => new()
    {
        { "", "cannot be read as JSON" },
        { "{", "cannot be read as JSON" },
        { "[]", "is a JSON Array; an object is expected" },
        { "{\"model_type\":\"qwen3_tts\",\"model_type\":\"qwen3_tts\"}", "cannot be read as JSON" },
        { new string('[', 1000), "cannot be read as JSON" },
        { new string(' ', (4 << 20) + 1), "a configuration has at most 4,194,304 bytes" },
    };

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(BadFields))]
    public void Open_BadField_SaysWhatIsWrong(string file, string field, string value, string message)
    {
        var folder = _scratch.CopyGolden("tiny-base");
        var path = Path.Combine(folder, file);
        File.WriteAllText(path, Change(File.ReadAllText(path), field.Split('.'), value));

        var error = Assert.Throws<SpeechException>(() => Checkpoint.Open(folder));

        Assert.Contains(message, error.Message);
        Assert.Contains(path, error.Message);
        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void Read_BadFile_SaysWhatIsWrong(string text, string message)
    {
        File.WriteAllText(_scratch["config.json"], text);

        var error = Assert.Throws<SpeechException>(() => ModelConfiguration.Read(_scratch["config.json"]));

        Assert.Contains(message, error.Message);
        Assert.Contains(_scratch["config.json"], error.Message);
    }

    // Edits the text itself, so that a value need be no JSON that a library would write.
    private static string Change(string json, string[] path, string value)
    {
        const string Mark = "<mark>";
        var root = JsonNode.Parse(json)!;
        var parent = path[..^1].Aggregate(root, (node, name) => node[name]!).AsObject();
        if (value.Length == 0)
            Assert.True(parent.Remove(path[^1]), "There is no such field.");
        else
            parent[path[^1]] = Mark;
        return root.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
            .Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
    }
}
