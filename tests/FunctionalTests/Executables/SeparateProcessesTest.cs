using System.Runtime.InteropServices;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Processes;

namespace Qwen3Tts.FunctionalTests.Executables;

/// <summary>The five executables, configured by the environment, are the same fleet as the one in one process.</summary>
public sealed class SeparateProcessesTest(FleetFixture fleets)
{
    private static readonly string[] Workers = ["TextFrontend", "SpeakerEmbedding", "TokenGenerator", "AcousticDecoder"];

    [Fact]
    public async Task Executables_SpeakAsTheFleetInOneProcess_AndStopWithoutError()
    {
        Assert.SkipWhen(RuntimeInformation.IsOSPlatform(OSPlatform.Windows), "Windows has no SIGTERM.");
        // The graphs are built once, by the shared fleet.
        var expected = await SayAsync((await fleets.UnmarkedAsync()).Address.ToString());
        var settings = new Dictionary<string, string>
        {
            ["Watermark:Enabled"] = "false",
            ["Fleet:Credential"] = "the secret of this test's fleet",
            ["Models:Checkpoints:0"] = EmbeddedCheckpoint.Folder,
            ["Models:CacheFolder"] = FleetFixture.CacheFolder,
        };
        var processes = new List<ServiceProcess>();
        try
        {
            foreach (var worker in Workers)
            {
                processes.Add(await ServiceProcess.StartAsync(worker, settings, TestContext.Current.CancellationToken));
                settings[$"Services:{worker}:0"] = processes[^1].Address;
            }

            processes.Add(await ServiceProcess.StartAsync("Gateway", settings, TestContext.Current.CancellationToken));

            Assert.Equal(expected, await SayAsync(processes[^1].Address));
            foreach (var process in Enumerable.Reverse(processes))
                Assert.Equal(0, await process.StopAsync(TestContext.Current.CancellationToken));
        }
        finally
        {
            foreach (var process in processes)
                await process.DisposeAsync();
        }
    }

    private static async Task<byte[]> SayAsync(string address)
    {
        var run = await CommandRun.Of("say", "Good morning.", "--greedy", "--output", "-", "--address", address);
        Assert.True(run.ExitCode is ExitCodes.Success, run.Error);
        return run.StandardOutput;
    }
}
