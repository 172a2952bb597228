using System.Text.Json;
using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.UnitTests.Cli.Bench;

public sealed class RandomCheckpointTest : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("tiny-base")]
    [InlineData("tiny-custom-voice")]
    [InlineData("tiny-voice-design")]
    public void TensorPlan_GoldenConfiguration_HasTheGoldenNamesAndShapes(string checkpoint)
    {
        using var golden = Checkpoint.Open(ScratchFolder.Golden(checkpoint));

        AssertSame(golden.Tensors, TensorPlan.OfModel(golden.Configuration));
        AssertSame(golden.CodecTensors, TensorPlan.OfCodec(golden.Codec));
    }

    // File sizes as published with the official checkpoints.
    [Theory]
    [InlineData("0.6b", "base", 478, 1_829_344_272)]
    [InlineData("0.6b", "custom_voice", 402, 1_811_626_576)]
    [InlineData("1.7b", "base", 480, 3_857_413_744)]
    [InlineData("1.7b", "custom_voice", 404, 3_833_402_552)]
    [InlineData("1.7b", "voice_design", 404, 3_833_402_552)]
    public void RandomWeights_OfficialSize_HaveTheOfficialFilesLength(string size, string variant, int tensors, long length)
    {
        var files = OfficialConfiguration.Files(size, variant);
        File.WriteAllBytes(_scratch["config.json"], files["config.json"]);
        File.WriteAllBytes(_scratch["codec.json"], files["speech_tokenizer/config.json"]);
        var model = TensorPlan.OfModel(ModelConfiguration.Read(_scratch["config.json"]));
        var codec = TensorPlan.OfCodec(CodecConfiguration.Read(_scratch["codec.json"]));

        Assert.Equal((tensors, length), (model.Count, new RandomWeights(model, TensorType.BF16, variant != "base", 1).FileLength()));
        Assert.Equal((496, 682_293_092L), (codec.Count, new RandomWeights(codec, TensorType.F32, false, 1).FileLength()));
    }

    [Fact]
    public void Write_SmallConfiguration_IsACheckpointThatOpens()
    {
        var progress = new Reports();
        Write(_scratch["small"], seed: 1, progress);

        using var checkpoint = Checkpoint.Open(_scratch["small"]);

        Assert.Equal(ModelKind.Base, checkpoint.Describe().Kind);
        AssertSame(checkpoint.Tensors, TensorPlan.OfModel(checkpoint.Configuration));
        Assert.All(checkpoint.Tensors.All, tensor => Assert.Equal(TensorType.BF16, tensor.Type));
        Assert.All(checkpoint.CodecTensors.All, tensor => Assert.Equal(TensorType.F32, tensor.Type));
        var total = checkpoint.Tensors.Files.Concat(checkpoint.CodecTensors.Files).Sum(file => file.Length);
        Assert.Equal(new WriteProgress("speech_tokenizer/model.safetensors", total, total), progress.Values[^1]);
        Assert.Equal(progress.Values.Select(value => value.Written).Order(), progress.Values.Select(value => value.Written));
    }

    [Fact]
    public void Write_Weights_HaveTheirRecipesMeanAndDeviation()
    {
        Write(_scratch["small"], seed: 1);
        using var checkpoint = Checkpoint.Open(_scratch["small"]);

        var embedding = checkpoint.Tensors.Get("talker.model.text_embedding.weight").ToFloats();
        Assert.Equal(0, embedding.Average(), 0.002f);
        Assert.Equal(0.05, Math.Sqrt(embedding.Average(value => (double)value * value)), 0.001);
        Assert.All(checkpoint.Tensors.Get("talker.model.norm.weight").ToFloats(), value => Assert.Equal(1, value));
        Assert.All(checkpoint.CodecTensors.Get("decoder.quantizer.rvq_first.vq.layers.0._codebook.cluster_usage").ToFloats(), value => Assert.Equal(1, value));
    }

    [Fact]
    public void Write_CodeThatEndsAnUtterance_IsNeverWorthDrawing()
    {
        Write(_scratch["small"], seed: 1);
        using var checkpoint = Checkpoint.Open(_scratch["small"]);
        var talker = checkpoint.Configuration.Talker;
        var row = new float[talker.HiddenSize];

        checkpoint.Tensors.Get("talker.codec_head.weight").ReadRow(talker.CodecEosId, row);
        Assert.All(row, value => Assert.Equal(0, value));
        checkpoint.Tensors.Get("talker.codec_head.weight").ReadRow(talker.CodecEosId - 1, row);
        Assert.All(row, value => Assert.NotEqual(0, value));
        checkpoint.Tensors.Get("talker.codec_head.weight").ReadRow(talker.CodecEosId + 1, row);
        Assert.All(row, value => Assert.NotEqual(0, value));
    }

    [Fact]
    public void Write_SameSeed_GivesTheSameBytesAndAnotherSeedOthers()
    {
        Write(_scratch["one"], seed: 7);
        Write(_scratch["two"], seed: 7);
        Write(_scratch["three"], seed: 8);

        byte[] Weights(string folder) => File.ReadAllBytes(Path.Combine(_scratch[folder], "model.safetensors"));
        Assert.True(Weights("one").AsSpan().SequenceEqual(Weights("two")));
        Assert.False(Weights("one").AsSpan().SequenceEqual(Weights("three")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(777)]
    public void CounterNoise_AnyStretch_IsThatPartOfTheWhole(int from)
    {
        var whole = new float[2000];
        new CounterNoise(3, "a").Fill(whole, 0, 0.5f);
        var part = new float[1000];
        new CounterNoise(3, "a").Fill(part, from, 0.5f);

        Assert.True(whole.AsSpan(from, 1000).SequenceEqual(part));
    }

    [Fact]
    public void Vocabulary_Bytes_AreAllThereInGpt2sOrder()
    {
        var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(ByteVocabulary.Json())!;

        Assert.Equal(Enumerable.Range(0, 256), vocabulary.Values.Order());
        Assert.Equal((0, 64, 188, 198, 220), (vocabulary["!"], vocabulary["a"], vocabulary["Ā"], vocabulary["Ċ"], vocabulary["Ġ"]));
    }

    [Fact]
    public void Write_NoSuchCheckpoint_ListsThoseThereAre()
    {
        var error = Assert.Throws<SpeechException>(
            () => RandomCheckpoint.Write(_scratch["x"], "0.6b", "voice_design", 1, cancellation: TestContext.Current.CancellationToken));

        Assert.Contains("no 0.6b checkpoint of variant 'voice_design'", error.Message);
        Assert.Contains("0.6b base, 0.6b custom_voice, 1.7b base, 1.7b custom_voice, 1.7b voice_design", error.Message);
        Assert.False(Directory.Exists(_scratch["x"]));
    }

    [Fact]
    public void Write_FolderWithFiles_IsRefused()
    {
        File.WriteAllText(_scratch["notes.txt"], "mine");

        var error = Assert.Throws<SpeechException>(() => Write(_scratch.Path, seed: 1));

        Assert.Contains($"{_scratch.Path} is not empty", error.Message);
        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries(_scratch.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void OfficialConfiguration_EachCheckpoint_HasEveryFileOfItsFolder() => Assert.All(OfficialConfiguration.Known, known => Assert.Equal(
        [
            "config.json", "generation_config.json", "preprocessor_config.json", "speech_tokenizer/config.json",
            "speech_tokenizer/configuration.json", "speech_tokenizer/preprocessor_config.json", "tokenizer_config.json",
        ],
        OfficialConfiguration.Files(known.Size, known.Variant).Keys.Order(StringComparer.Ordinal)));

    private static void Write(string folder, ulong seed, IProgress<WriteProgress>? progress = null)
    {
        var golden = ScratchFolder.Golden("tiny-base");
        string[] names = ["config.json", "generation_config.json", "tokenizer_config.json", "speech_tokenizer/config.json"];
        var files = names.ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(golden, name)));
        RandomCheckpoint.Write(folder, files, hasMetadata: false, seed, progress, TestContext.Current.CancellationToken);
    }

    private static void AssertSame(TensorSet tensors, TensorPlan plan) => Assert.Equal(
        tensors.All.Select(tensor => $"{tensor.Name} {string.Join('x', tensor.Shape)}").Order(StringComparer.Ordinal),
        plan.Select(entry => $"{entry.Key} {string.Join('x', entry.Value)}").Order(StringComparer.Ordinal));

    private sealed class Reports : IProgress<WriteProgress>
    {
        public List<WriteProgress> Values { get; } = [];

        public void Report(WriteProgress value) => Values.Add(value);
    }
}
