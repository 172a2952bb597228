using System.Runtime.InteropServices;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Processes;

namespace Qwen3Tts.FunctionalTests.Executables;

/// <summary>The five executables, configured by the environment, are the same fleet as the one in one process.</summary>
public sealed class SeparateProcessesTest(FleetFixture fleets)
{
    [Fact]
    public async Task Executables_SpeakAsTheFleetInOneProcess_AndStopWithoutError()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no SIGTERM.");
        // The graphs are built once, by the shared fleet.
        var expected = await SayAsync((await fleets.UnmarkedAsync()).Address.ToString());
        await using var fleet = new ProcessFleet(("Watermark:Enabled", "false"));
        var processes = new List<ServiceProcess>();
        foreach (var worker in ProcessFleet.Workers)
            processes.Add(await fleet.AddAsync(worker));
        processes.Add(await fleet.StartAsync("Gateway"));

        Assert.Equal(expected, await SayAsync(processes[^1].Address));
        foreach (var process in Enumerable.Reverse(processes))
            Assert.Equal(0, await process.StopAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<byte[]> SayAsync(string address)
    {
        var run = await CommandRun.Of("say", "Good morning.", "--greedy", "--output", "-", "--address", address);
        Assert.True(run.ExitCode is ExitCodes.Success, run.Error);
        return run.StandardOutput;
    }
}
