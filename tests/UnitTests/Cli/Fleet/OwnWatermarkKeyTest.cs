using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Cli.Fleet;

public sealed class OwnWatermarkKeyTest
{
    [Fact]
    public void ReadOrMake_Twice_GivesTheSameKey()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("deep/down/watermark.key");

        var made = OwnWatermarkKey.ReadOrMake(path);

        Assert.Equal(64, made.Length);
        WatermarkKey.Parse(made);
        Assert.Equal(made, OwnWatermarkKey.ReadOrMake(path));
        Assert.Equal(path, Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!)));
    }

    [Fact]
    public void ReadOrMake_ByManyAtOnce_GivesAllTheSameKey()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("watermark.key");
        var keys = new string[16];

        Parallel.For(0, keys.Length, new ParallelOptions { MaxDegreeOfParallelism = keys.Length }, i => keys[i] = OwnWatermarkKey.ReadOrMake(path));

        Assert.Single(keys.Distinct());
        Assert.Equal(path, Assert.Single(Directory.GetFiles(folder.Path)));
    }

    [Fact]
    public void ReadOrMake_IsReadByItsUserAlone()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("watermark.key");

        OwnWatermarkKey.ReadOrMake(path);

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path) is (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void ReadOrMake_WhereNothingCanBeWritten_NamesTheSetting()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", []);

        var error = Assert.Throws<SpeechException>(() => OwnWatermarkKey.ReadOrMake(Path.Combine(file, "watermark.key")));

        Assert.Equal(SpeechErrorKind.Invalid, error.Kind);
        Assert.Contains("Set Watermark__Key", error.Message, StringComparison.Ordinal);
    }
}
