using System.Text.Json;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests;

namespace Qwen3Tts.FunctionalTests.Cli;

/// <summary>Listeners at a real fleet. How fast it is, is not asked here.</summary>
public sealed class BenchLoadTest(FleetFixture fleets)
{
    [Fact]
    public async Task Arrivals_AreHeard_AndSomeGoAway()
    {
        var address = (await fleets.NanoAsync()).Address.ToString();
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Of(
            "bench", "load", "--address", address, "--rate", "4", "--duration", "3", "--cancel-fraction", "0.3", "--tokens-per-second", "100",
            "--warm-up", "1", "--max-errors", "0", "--json", folder.File("a.json"), "--plot", folder.File("a.svg"));

        Assert.True(run.ExitCode is ExitCodes.Success, run.Error);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder.File("a.json"), TestContext.Current.CancellationToken));
        var heard = json.RootElement.GetProperty("utterances").EnumerateArray().Where(utterance => !utterance.GetProperty("toCancel").GetBoolean()).ToArray();
        Assert.NotEmpty(heard);
        Assert.All(heard, utterance =>
        {
            Assert.Equal("finished", utterance.GetProperty("outcome").GetString());
            Assert.True(utterance.GetProperty("firstByte").GetDouble() <= utterance.GetProperty("firstAudible").GetDouble());
            Assert.InRange(utterance.GetProperty("audioSeconds").GetDouble(), 1, 20);
        });
        Assert.True(new FileInfo(folder.File("a.svg")).Length > 1000);
    }
}
