using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Tests;
using Qwen3Tts.UnitTests.Cli.Pull;

namespace Qwen3Tts.UnitTests.Cli.Commands;

public sealed class PullCommandTest
{
    [Fact]
    public async Task Repository_IsDownloaded_WithProgress()
    {
        await using var hub = await HubServer.StartAsync();
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Of("pull", HubServer.Repository, "--hub", hub.Address, "--output", folder.File("small"));

        Assert.True(run.ExitCode is ExitCodes.Success, run.Error);
        Assert.Equal(
            hub.Files["model.safetensors"],
            await File.ReadAllBytesAsync(Path.Combine(folder.File("small"), "model.safetensors"), TestContext.Current.CancellationToken));
        Assert.Contains("Receiving model.safetensors: 0.3 MiB", run.ErrorLines);
        Assert.Contains("Checking model.safetensors: 0.3 MiB", run.ErrorLines);
        Assert.Contains($"say \"…\" --checkpoint {folder.File("small")}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repository_NotThere_IsOneLine()
    {
        await using var hub = await HubServer.StartAsync();
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Of("pull", "nobody/nothing", "--hub", hub.Address, "--output", folder.File("small"));

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("'nobody/nothing'", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }
}
