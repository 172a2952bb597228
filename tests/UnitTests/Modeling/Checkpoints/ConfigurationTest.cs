using System.Text.Json;
using System.Text.Json.Nodes;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.UnitTests.Modeling.Checkpoints;

public sealed class ConfigurationTest : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("tiny-base", ModelKind.Base)]
    [InlineData("tiny-custom-voice", ModelKind.CustomVoice)]
    [InlineData("tiny-voice-design", ModelKind.VoiceDesign)]
    public void ModelConfiguration_GoldenCheckpoint_IsWhatTheFileStates(string checkpoint, ModelKind kind)
    {
        var path = Path.Combine(ScratchFolder.Golden(checkpoint), "config.json");
        var root = JsonNode.Parse(File.ReadAllBytes(path))!;
        JsonNode talker = root["talker_config"]!, predictor = talker["code_predictor_config"]!;

        var read = ModelConfiguration.Read(path);

        Assert.Equal((kind, "tiny", "qwen3_tts_tokenizer_12hz"), (read.Kind, read.Size, read.CodecName));
        Assert.Equal(
            Ints(root, "im_start_token_id", "im_end_token_id", "tts_pad_token_id", "tts_bos_token_id", "tts_eos_token_id"),
            [read.ImStartId, read.ImEndId, read.TtsPadId, read.TtsBosId, read.TtsEosId]);
        Assert.Equal(
            Ints(talker, "hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim", "intermediate_size",
                "vocab_size", "text_vocab_size", "text_hidden_size", "num_code_groups", "codec_pad_id", "codec_bos_id", "codec_eos_token_id",
                "codec_think_id", "codec_nothink_id", "codec_think_bos_id", "codec_think_eos_id"),
            [read.Talker.HiddenSize, read.Talker.Layers, read.Talker.Heads, read.Talker.KeyValueHeads, read.Talker.HeadDim,
                read.Talker.IntermediateSize, read.Talker.VocabularySize, read.Talker.TextVocabularySize, read.Talker.TextHiddenSize,
                read.Talker.CodeGroups, read.Talker.CodecPadId, read.Talker.CodecBosId, read.Talker.CodecEosId, read.Talker.ThinkId,
                read.Talker.NoThinkId, read.Talker.ThinkBosId, read.Talker.ThinkEosId]);
        Assert.Equal(
            Ints(predictor, "hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim", "intermediate_size", "vocab_size"),
            [read.Talker.CodePredictor.HiddenSize, read.Talker.CodePredictor.Layers, read.Talker.CodePredictor.Heads,
                read.Talker.CodePredictor.KeyValueHeads, read.Talker.CodePredictor.HeadDim, read.Talker.CodePredictor.IntermediateSize,
                read.Talker.CodePredictor.VocabularySize]);
        Assert.Equal((1e-6f, 1e6), (read.Talker.RmsNormEpsilon, read.Talker.RopeTheta));
        Assert.Equal(talker["codec_language_id"].Deserialize<Dictionary<string, int>>()!, read.Talker.Languages.ToDictionary());
        Assert.Equal(talker["spk_id"].Deserialize<Dictionary<string, int>>()!, read.Talker.Speakers.ToDictionary());
        Assert.Equal(kind == ModelKind.Base, read.SpeakerEncoder is not null);
    }

    [Fact]
    public void TalkerConfiguration_Dialects_AreLanguagesOrNone()
    {
        var talker = ModelConfiguration.Read(Path.Combine(ScratchFolder.Golden("tiny-custom-voice"), "config.json")).Talker;

        Assert.Equal("sichuan_dialect", talker.SpeakerDialects["eric"]);
        Assert.Equal("beijing_dialect", talker.SpeakerDialects["dylan"]);
        Assert.Null(talker.SpeakerDialects["serena"]);
        Assert.Equal(talker.Speakers.Keys.Order(), talker.SpeakerDialects.Keys.Order());
    }

    [Fact]
    public void SpeakerEncoderConfiguration_WhatIsNotStated_IsTheOfficialDefault()
    {
        // The golden file leaves out mel_dim, enc_kernel_sizes and enc_dilations; the official ones leave out more still.
        var golden = Read(_ => { }).SpeakerEncoder!;
        Assert.Equal((64, 24000, 128, 16, 8, 16), (golden.Width, golden.SampleRate, golden.MelBands, golden.AttentionChannels, golden.Res2NetScale, golden.SqueezeChannels));
        Assert.Equal([32, 32, 32, 32, 96], golden.Channels);
        Assert.Equal([5, 3, 3, 3, 1], golden.KernelSizes);
        Assert.Equal([1, 2, 3, 4, 1], golden.Dilations);

        var official = Read(root => root["speaker_encoder_config"] = new JsonObject { ["enc_dim"] = 64, ["sample_rate"] = 24000 }).SpeakerEncoder!;
        Assert.Equal([512, 512, 512, 512, 1536], official.Channels);
        Assert.Equal((128, 8, 128), (official.AttentionChannels, official.Res2NetScale, official.SqueezeChannels));
    }

    [Fact]
    public void TalkerConfiguration_HeadDimNotStated_IsHiddenSizeOverHeads()
    {
        var talker = Read(root => root["talker_config"]!.AsObject().Remove("head_dim")).Talker;

        Assert.Equal(talker.HiddenSize / talker.Heads, talker.HeadDim);
    }

    [Theory]
    [InlineData("tiny-base")]
    [InlineData("tiny-voice-design")]
    public void CodecConfiguration_GoldenCheckpoint_IsWhatTheFileStates(string checkpoint)
    {
        var path = Path.Combine(ScratchFolder.Golden(checkpoint), "speech_tokenizer", "config.json");
        var root = JsonNode.Parse(File.ReadAllBytes(path))!;
        JsonNode decoder = root["decoder_config"]!, encoder = root["encoder_config"]!;

        var read = CodecConfiguration.Read(path);

        Assert.Equal(("qwen3_tts_tokenizer_12hz", 16, 24000, 1920), (read.Name, read.Groups, read.SampleRate, read.SamplesPerFrame));
        Assert.Equal(
            Ints(decoder, "num_quantizers", "codebook_size", "codebook_dim", "latent_dim", "decoder_dim", "hidden_size", "num_hidden_layers",
                "num_attention_heads", "num_key_value_heads", "head_dim", "intermediate_size", "sliding_window"),
            [read.Decoder.Groups, read.Decoder.CodebookSize, read.Decoder.CodebookDim, read.Decoder.LatentDim, read.Decoder.DecoderDim,
                read.Decoder.HiddenSize, read.Decoder.Layers, read.Decoder.Heads, read.Decoder.KeyValueHeads, read.Decoder.HeadDim,
                read.Decoder.IntermediateSize, read.Decoder.SlidingWindow]);
        Assert.Equal(
            Ints(encoder, "num_filters", "kernel_size", "last_kernel_size", "residual_kernel_size", "num_residual_layers", "dilation_growth_rate",
                "compress", "hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim", "intermediate_size",
                "num_quantizers", "codebook_size", "codebook_dim"),
            [read.Encoder.Filters, read.Encoder.KernelSize, read.Encoder.LastKernelSize, read.Encoder.ResidualKernelSize,
                read.Encoder.ResidualLayers, read.Encoder.DilationGrowth, read.Encoder.Compress, read.Encoder.HiddenSize, read.Encoder.Layers,
                read.Encoder.Heads, read.Encoder.KeyValueHeads, read.Encoder.HeadDim, read.Encoder.IntermediateSize,
                read.Encoder.Quantizers, read.Encoder.CodebookSize, read.Encoder.CodebookDim]);
        Assert.Equal([8, 5, 4, 3], read.Decoder.UpsampleRates);
        Assert.Equal([2, 2], read.Decoder.UpsamplingRatios);
        Assert.Equal([8, 6, 5, 4], read.Encoder.Ratios);
    }

    [Fact]
    public void GenerationDefaults_NoFile_AreTheOfficialPackages()
    {
        var defaults = GenerationDefaults.Read(_scratch["generation_config.json"]);

        Assert.Equal(new GenerationDefaults(new SamplingParameters(0.9f, 50, 1, 1.05f), new SamplingParameters(0.9f, 50, 1, 1), 2048), defaults);
    }

    [Fact]
    public void GenerationDefaults_EveryField_IsTaken()
    {
        File.WriteAllText(_scratch["generation_config.json"], """
            {"do_sample":true,"temperature":0.5,"top_k":20,"top_p":0.8,"repetition_penalty":1.2,"max_new_tokens":77,
             "subtalker_dosample":true,"subtalker_temperature":0.3,"subtalker_top_k":10,"subtalker_top_p":0.7}
            """);

        var defaults = GenerationDefaults.Read(_scratch["generation_config.json"]);

        Assert.Equal(new GenerationDefaults(new SamplingParameters(0.5f, 20, 0.8f, 1.2f), new SamplingParameters(0.3f, 10, 0.7f, 1), 77), defaults);
    }

    [Fact]
    public void GenerationDefaults_NotSampling_IsTemperatureZero()
    {
        File.WriteAllText(_scratch["generation_config.json"], """{"do_sample":false,"subtalker_dosample":false}""");

        var defaults = GenerationDefaults.Read(_scratch["generation_config.json"]);

        Assert.Equal((0f, 0f), (defaults.Talker.Temperature, defaults.Predictor.Temperature));
    }

    private static IEnumerable<int> Ints(JsonNode node, params string[] names) => names.Select(name => node[name]!.GetValue<int>());

    private ModelConfiguration Read(Action<JsonNode> change)
    {
        var root = JsonNode.Parse(File.ReadAllBytes(Path.Combine(ScratchFolder.Golden("tiny-base"), "config.json")))!;
        change(root);
        File.WriteAllText(_scratch["config.json"], root.ToJsonString());
        return ModelConfiguration.Read(_scratch["config.json"]);
    }
}
