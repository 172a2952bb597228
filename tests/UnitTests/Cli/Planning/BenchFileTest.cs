using Qwen3Tts.Cli.Planning;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Cli.Planning;

public sealed class BenchFileTest : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void File_AsBenchWritesIt_IsReadWhole()
    {
        var read = BenchFile.Read(BenchFigures.Write(_folder, BenchFigures.Report), null, null);

        Assert.Equal(BenchFigures.Report.Streams, read.Streams);
        Assert.Equal(BenchFigures.Report.FirstAudio, read.FirstAudio);
        Assert.Equal(BenchFigures.Report.Device, read.Device);
    }

    [Fact]
    public void Gpu_IsFoundByAPartOfItsName_AndNeverTakenFromAnother()
    {
        var gpu = BenchFigures.Report with { Gpu = true, Device = "NVIDIA L4" };
        var path = BenchFigures.Write(_folder, BenchFigures.Report, gpu);

        Assert.Equal("NVIDIA L4", BenchFile.Read(path, null, "l4").Device);
        Assert.Equal("a processor", BenchFile.Read(path, null, null).Device);
        Assert.Contains("no figures of a GPU 'H100', only of a processor, NVIDIA L4", Refused(path, null, "H100"), StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoint_MustBeNamed_WhereThereAreSeveral()
    {
        var path = BenchFigures.Write(_folder, BenchFigures.Report, BenchFigures.Report with { Checkpoint = "other" });

        Assert.Equal("other", BenchFile.Read(path, "other", null).Checkpoint);
        Assert.Contains("--model", Refused(path, null, null), StringComparison.Ordinal);
        Assert.Contains("only of model, other", Refused(path, "third", null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[null]")]
    [InlineData("""[{"checkpoint":"model","threads":2}]""")]
    public void File_ThatIsNone_IsRefused(string text)
    {
        File.WriteAllText(_folder.File("x.json"), text);

        Assert.Contains("x.json", Refused(_folder.File("x.json"), null, null), StringComparison.Ordinal);
    }

    [Fact]
    public void File_WithoutOneStream_IsRefused() =>
        Assert.Contains("lacks", Refused(BenchFigures.Write(_folder, BenchFigures.Report with { Streams = [BenchFigures.Streams(2, 1, 1)] }), null, null), StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private static string Refused(string path, string? checkpoint, string? gpu)
    {
        var error = Assert.Throws<SpeechException>(() => BenchFile.Read(path, checkpoint, gpu));
        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
        return error.Message;
    }
}
