using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Modeling.Cache;

public sealed class GraphCacheTest
{
    private static readonly SessionSettings Settings = new(Threads: 1);
    private static readonly GraphPart Part = GraphPart.Frame(FrameFormats.Of(PrecisionPlan.Float32, ExecutionDevice.Cpu));

    [Fact]
    public void Open_Again_KeepsWhatWasBuilt()
    {
        using var golden = new GoldenCheckpoint();
        using var checkpoint = golden.Open();
        var model = GraphCache.Open(checkpoint, Part, Settings);
        var built = File.GetLastWriteTimeUtc(model);

        Assert.Equal(model, GraphCache.Open(checkpoint, Part, Settings));

        Assert.Equal(built, File.GetLastWriteTimeUtc(model));
        Assert.True(GraphCache.Has(checkpoint, Part, chosen: null));
        Assert.Single(Directory.GetDirectories(golden.CacheFolder));
    }

    [Fact]
    public void Open_ChangedWeights_BuildsAnew()
    {
        using var golden = new GoldenCheckpoint();
        string first;
        using (var checkpoint = golden.Open())
            first = GraphCache.Open(checkpoint, Part, Settings);
        var weights = Path.Combine(golden.Folder, "model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);

        using var changed = golden.Open();
        Assert.NotEqual(first, GraphCache.Open(changed, Part, Settings));
    }

    [Theory]
    [InlineData("weights.bin", "cut")]
    [InlineData("weights.bin", "flip")]
    [InlineData("model.onnx", "cut")]
    [InlineData("manifest.json", "cut")]
    [InlineData("manifest.json", "delete")]
    [InlineData("model.onnx", "delete")]
    public void Open_DamagedEntry_BuildsAnew(string file, string damage)
    {
        using var golden = new GoldenCheckpoint();
        using var checkpoint = golden.Open();
        var model = GraphCache.Open(checkpoint, Part, Settings);
        var path = Path.Combine(Path.GetDirectoryName(model)!, file);
        var good = File.ReadAllBytes(path);
        Damage(path, good, damage);

        Assert.False(GraphCache.Has(checkpoint, Part, chosen: null));
        GraphCache.Open(checkpoint, Part, Settings);

        Assert.Equal(good, File.ReadAllBytes(path));
    }

    [Fact]
    public async Task Open_ManyAtOnce_AllGetOneWholeEntry()
    {
        using var golden = new GoldenCheckpoint();
        using var checkpoint = golden.Open();
        using var together = new Barrier(4);

        var models = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait(TestContext.Current.CancellationToken);
                return GraphCache.Open(checkpoint, Part, Settings);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.Single(models.Distinct());
        Assert.True(GraphCache.Has(checkpoint, Part, chosen: null));
        Assert.Single(Directory.GetDirectories(golden.CacheFolder));
    }

    [Fact]
    public void Open_ChosenFolder_KeepsTheGraphThere()
    {
        using var golden = new GoldenCheckpoint();
        using var checkpoint = golden.Open();
        var chosen = Path.Combine(golden.Folder, "elsewhere");

        var model = GraphCache.Open(checkpoint, Part, Settings with { CacheFolder = chosen });

        Assert.StartsWith(chosen, model, StringComparison.Ordinal);
        Assert.False(Directory.Exists(golden.CacheFolder));
    }

    [Fact]
    public void Open_FolderThatIsAFile_SaysWhichSettingToChange()
    {
        using var golden = new GoldenCheckpoint();
        using var checkpoint = golden.Open();
        var chosen = Path.Combine(golden.Folder, "config.json");

        var error = Assert.Throws<SpeechException>(
            () => GraphCache.Open(checkpoint, Part, Settings with { CacheFolder = chosen }));

        Assert.Equal(SpeechErrorKind.Unavailable, error.Kind);
        Assert.Contains("Models:CacheFolder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Building_TellsHowFarItIs()
    {
        using var golden = new GoldenCheckpoint();
        using var checkpoint = golden.Open();
        var told = new List<ConversionProgress>();

        GraphCache.Open(checkpoint, Part, Settings with { Progress = new Recorder(told) });

        Assert.Equal(told[^1].TotalBytes, told[^1].Bytes);
        Assert.Equal(told.Select(step => step.Bytes).Order(), told.Select(step => step.Bytes));
        Assert.All(told, step => Assert.Equal(("golden", "frame"), (step.Checkpoint, step.Part)));
    }

    private static void Damage(string path, byte[] good, string damage)
    {
        switch (damage)
        {
            case "cut":
                File.WriteAllBytes(path, good[..(good.Length / 2)]);
                break;
            case "flip":
                File.WriteAllBytes(path, [.. good[..^1], (byte)(good[^1] ^ 1)]);
                break;
            default:
                File.Delete(path);
                break;
        }
    }

    private sealed class Recorder(List<ConversionProgress> told) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => told.Add(value);
    }
}
