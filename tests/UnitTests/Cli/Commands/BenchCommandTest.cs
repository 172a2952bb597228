using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Cli.Commands;

public sealed class BenchCommandTest
{
    [Fact]
    public async Task Folder_NotEmpty_IsOneLine()
    {
        using var folder = new TemporaryFolder();
        folder.Write("something", [1]);

        var run = await CommandRun.Of("bench", "make-checkpoint", folder.Path, "--size", "0.6b");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("is not empty", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variant_ThatTheSizeHasNot_IsOneLine()
    {
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Of("bench", "make-checkpoint", folder.File("x"), "--size", "0.6b", "--variant", "voice_design");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("1.7b voice_design", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("x")));
    }

    [Fact]
    public async Task Size_NotOne_IsUsage()
    {
        var run = await CommandRun.Of("bench", "make-checkpoint", "x", "--size", "7b");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
    }
}
