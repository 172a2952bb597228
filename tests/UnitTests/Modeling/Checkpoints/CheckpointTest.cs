using System.Text.Json.Nodes;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Models;
using Qwen3Tts.UnitTests.Architecture;

namespace Qwen3Tts.UnitTests.Modeling.Checkpoints;

public sealed class CheckpointTest : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private static string Nano => Path.Combine(Sources.Root, "deploy", "models", "nano");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Describe_Base_ClonesVoicesAndTakesNoInstruction()
    {
        using var checkpoint = Checkpoint.Open(ScratchFolder.Golden("tiny-base"));

        var description = checkpoint.Describe();

        Assert.Equal(("tiny-base", ModelKind.Base, false, 64), (description.Name, description.Kind, description.TakesInstruction, description.XVectorSize));
        Assert.Equal(new CodecFormat("qwen3_tts_tokenizer_12hz", 16, 128, 24000, 1920), description.Codec);
        Assert.Equal(12.5, description.Codec.FramesPerSecond);
        Assert.Empty(description.Speakers);
        Assert.Equal(
            ["chinese", "english", "french", "german", "italian", "japanese", "korean", "portuguese", "russian", "spanish"],
            description.Languages.Order());
    }

    [Fact]
    public void Describe_CustomVoice_ListsSpeakersAndNoDialects()
    {
        using var checkpoint = Checkpoint.Open(ScratchFolder.Golden("tiny-custom-voice"), "named");

        var description = checkpoint.Describe();

        Assert.Equal(("named", ModelKind.CustomVoice, 0), (description.Name, description.Kind, description.XVectorSize));
        Assert.Equal(["aiden", "dylan", "eric", "ono_anna", "ryan", "serena", "sohee", "uncle_fu", "vivian"], description.Speakers.Order());
        Assert.Contains("chinese", description.Languages);
        Assert.DoesNotContain("beijing_dialect", description.Languages);
        Assert.Contains("beijing_dialect", checkpoint.Configuration.Talker.Languages.Keys);
    }

    [Theory]
    [InlineData("tiny", true)]
    [InlineData("1b7", true)]
    [InlineData("0b6", false)]
    public void Describe_CustomVoiceOfASize_TakesAnInstructionAsTheOfficialPackageDoes(string size, bool takes)
    {
        var folder = _scratch.CopyGolden("tiny-custom-voice");
        Edit(Path.Combine(folder, "config.json"), root => root["tts_model_size"] = size);

        using var checkpoint = Checkpoint.Open(folder);

        Assert.Equal(takes, checkpoint.Describe().TakesInstruction);
    }

    [Fact]
    public void Describe_VoiceDesign_TakesAnInstruction()
    {
        using var checkpoint = Checkpoint.Open(ScratchFolder.Golden("tiny-voice-design"));

        Assert.True(checkpoint.Describe().TakesInstruction);
        Assert.Equal(ModelKind.VoiceDesign, checkpoint.Describe().Kind);
        Assert.Equal(64, checkpoint.Describe().Codec.CodebookSize);
    }

    [Fact]
    public void Voices_Nano_HaveClipsTranscriptsAndTheReadmesWordErrorRates()
    {
        using var nano = Checkpoint.Open(Nano);

        Assert.Equal(["clara", "joe", "oskar", "robin"], nano.Voices.Select(voice => voice.Name));
        Assert.All(nano.Voices, voice =>
        {
            Assert.True(File.Exists(voice.ClipPath));
            Assert.Equal(File.ReadAllText(Path.ChangeExtension(voice.ClipPath, ".txt")).Trim(), voice.Transcript);
            var row = File.ReadLines(Path.Combine(Nano, "README.md")).Single(line => line.StartsWith($"| {voice.Name} |", StringComparison.Ordinal));
            Assert.Contains(voice.Description, row);
            Assert.Contains(FormattableString.Invariant($"| {voice.WordErrorRateStreaming * 100:F1} % | {voice.WordErrorRateWhole * 100:F1} % |"), row);
        });
    }

    [Fact]
    public void Voices_ClipWithoutTranscriptOrTable_IsAVoiceAllTheSame()
    {
        var folder = _scratch.CopyGolden("tiny-base");
        Directory.CreateDirectory(Path.Combine(folder, "voices"));
        File.WriteAllBytes(Path.Combine(folder, "voices", "ann.wav"), [1]);

        using var checkpoint = Checkpoint.Open(folder);

        Assert.Equal(new BuiltInVoice("ann", Path.Combine(folder, "voices", "ann.wav"), "", "", null, null), Assert.Single(checkpoint.Voices));
    }

    [Fact]
    public void Family_SameEncodersInAnotherFolder_IsTheSame()
    {
        using var one = Checkpoint.Open(ScratchFolder.Golden("tiny-base"));
        using var two = Checkpoint.Open(_scratch.CopyGolden("tiny-base"), "other");

        Assert.Matches("^[0-9a-f]{16}$", one.Family);
        Assert.Equal(one.Family, two.Family);
    }

    [Fact]
    public void Family_WithoutSpeakerEncoder_IsEmpty()
    {
        using var checkpoint = Checkpoint.Open(ScratchFolder.Golden("tiny-voice-design"));

        Assert.Equal("", checkpoint.Family);
    }

    [Theory]
    [InlineData("", "speaker_encoder.fc.weight")]
    [InlineData("speech_tokenizer", "encoder.downsample.conv.weight")]
    public void Family_OtherEncoderWeights_IsAnother(string part, string tensor)
    {
        var folder = _scratch.CopyGolden("tiny-base");
        var path = Path.Combine(folder, part, "model.safetensors");
        long start;
        using (var set = TensorSet.OpenFile(path))
            start = set.Get(tensor).Start;
        using (var file = File.OpenWrite(path))
        {
            file.Position = start;
            file.WriteByte(0x55);
        }

        using var before = Checkpoint.Open(ScratchFolder.Golden("tiny-base"));
        using var after = Checkpoint.Open(folder);

        Assert.NotEqual(before.Family, after.Family);
    }

    [Fact]
    public void Family_OtherEncoderSettings_IsAnother()
    {
        var folder = _scratch.CopyGolden("tiny-base");
        Edit(Path.Combine(folder, "speech_tokenizer", "config.json"), root => root["encoder_config"]!["rope_theta"] = 20_000.0);

        using var before = Checkpoint.Open(ScratchFolder.Golden("tiny-base"));
        using var after = Checkpoint.Open(folder);

        Assert.NotEqual(before.Family, after.Family);
    }

    [Theory]
    [InlineData("vocab.json")]
    [InlineData("merges.txt")]
    [InlineData("tokenizer_config.json")]
    [InlineData("config.json")]
    [InlineData("speech_tokenizer/config.json")]
    [InlineData("speech_tokenizer/model.safetensors")]
    [InlineData("model.safetensors")]
    public void Open_FileIsMissing_IsNamed(string file)
    {
        var folder = _scratch.CopyGolden("tiny-base");
        File.Delete(Path.Combine(folder, file));

        var error = Assert.Throws<SpeechException>(() => Checkpoint.Open(folder));

        Assert.Contains(folder, error.Message);
        Assert.Contains(Path.GetFileName(file), error.Message);
        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\0b")]
    [InlineData("/no/such/folder")]
    public void Open_NoFolder_IsRefused(string folder) =>
        Assert.Equal(SpeechErrorKind.Invalid, Assert.Throws<SpeechException>(() => Checkpoint.Open(folder)).Kind);

    [Theory]
    [InlineData("talker_config.code_predictor_config.vocab_size", 127, "the code predictor's vocab_size is 127; its codec's codebook_size is 128")]
    [InlineData("talker_config.vocab_size", 1153, "the talker can make 129 codes (vocab_size less 1024); its codec's codebook_size is 128")]
    [InlineData("speaker_encoder_config.sample_rate", 16000, "the speaker encoder takes 16000 Hz; its codec has 24000 Hz")]
    public void Open_ModelAndCodecDisagree_SaysHow(string field, int value, string message)
    {
        var folder = _scratch.CopyGolden("tiny-base");
        var path = field.Split('.');
        Edit(Path.Combine(folder, "config.json"), root => path[..^1].Aggregate(root, (node, name) => node[name]!)[path[^1]] = value);

        var error = Assert.Throws<SpeechException>(() => Checkpoint.Open(folder));

        Assert.Contains(message, error.Message);
        Assert.Contains(folder, error.Message);
    }

    [Fact]
    public void Open_TrailingSlash_KeepsTheFoldersName()
    {
        using var checkpoint = Checkpoint.Open(ScratchFolder.Golden("tiny-base") + "/");

        Assert.Equal("tiny-base", checkpoint.Name);
        Assert.Equal(checkpoint.Folder, checkpoint.TokenizerFolder);
    }

    private static void Edit(string file, Action<JsonNode> change)
    {
        var root = JsonNode.Parse(File.ReadAllText(file))!;
        change(root);
        File.WriteAllText(file, root.ToJsonString());
    }
}
