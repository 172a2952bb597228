using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Grpc.Core;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Cli.Commands;

public sealed class BenchLoadCommandTest
{
    [Fact]
    public async Task Load_IsATableAndFiles()
    {
        await using var fleet = await FakeFleet.Start();
        using var folder = new TemporaryFolder();
        folder.Write("texts", "Good day\n\nand good night\n"u8.ToArray());

        var run = await CommandRun.Of(
            "bench", "load", "--address", fleet.Address, "--api-key", "secret", "--rate", "40", "--duration", "0.5", "--texts", folder.File("texts"),
            "--json", folder.File("a.json"), "--plot", folder.File("a.svg"), "--max-errors", "0", "--warm-up", "1", "--model", "fake");

        Assert.True(run.ExitCode is ExitCodes.Success, run.Error);
        Assert.Contains("first audible, ms (-40 dBFS)", run.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder.File("a.json"), TestContext.Current.CancellationToken));
        var utterances = json.RootElement.GetProperty("utterances").GetArrayLength();
        Assert.Equal(utterances, json.RootElement.GetProperty("summary").GetProperty("finished").GetInt32());
        Assert.Equal(utterances + 1, fleet.Heard.Starts.Count);
        Assert.All(fleet.Heard.Starts, start => Assert.Equal(("fake", "bob"), (start.Model, start.Voice)));
        Assert.Subset(new HashSet<string>(["Good day", "and good night"]), fleet.Heard.Pieces.ToHashSet());
        Assert.All(fleet.Heard.Authorizations, key => Assert.Equal("Bearer secret", key));
        using var reader = XmlReader.Create(folder.File("a.svg"), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, Async = true });
        var plot = await XDocument.LoadAsync(reader, System.Xml.Linq.LoadOptions.None, TestContext.Current.CancellationToken);
        Assert.Equal("svg", plot.Root!.Name.LocalName);
        Assert.Contains(plot.Descendants(), element => element.Value is "first byte");
    }

    [Theory]
    [InlineData("--max-underruns", "--max-underruns allows 0")]
    [InlineData(null, null)]
    public async Task Underruns_FailWhereTheyAreNotAllowed(string? gate, string? expected)
    {
        // Less than a millisecond of audio a character, and every tenth of a second a few characters: it must stand still.
        await using var fleet = await FakeFleet.Start();
        string[] arguments =
        [
            "bench", "load", "--address", fleet.Address, "--concurrency", "1", "--duration", "0.01", "--tokens-per-second", "10", "--jitter", "0",
            "--warm-up", "0", .. gate is null ? [] : new[] { gate, "0" },
        ];

        var run = await CommandRun.Of(arguments);

        Assert.Equal(expected is null ? ExitCodes.Success : ExitCodes.Failure, run.ExitCode);
        Assert.Contains("underruns: 1 utterances", run.Output, StringComparison.Ordinal);
        if (expected is not null)
            Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_AreCounted_AndFail()
    {
        await using var fleet = await FakeFleet.Start(refusal: new Status(StatusCode.ResourceExhausted, "Full."));

        var run = await CommandRun.Of(
            "bench", "load", "--address", fleet.Address, "--voice", "bob", "--rate", "100", "--duration", "0.2", "--warm-up", "0");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains(" Exhausted)", run.Output, StringComparison.Ordinal);
        Assert.Contains("No utterance was finished.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_OfTheWarmUp_IsTheCommandsError()
    {
        await using var fleet = await FakeFleet.Start(refusal: new Status(StatusCode.NotFound, "No such voice."));

        var run = await CommandRun.Of("bench", "load", "--address", fleet.Address, "--voice", "nobody");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Equal(["qwen3tts: No such voice."], run.ErrorLines);
    }

    [Fact]
    public async Task FindCapacity_TellsTheMostThatWasTried()
    {
        await using var fleet = await FakeFleet.Start();
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Of(
            "bench", "load", "--address", fleet.Address, "--find-capacity", "--hold", "0.05", "--max-streams", "2", "--json", folder.File("a.json"));

        Assert.True(run.ExitCode is ExitCodes.Success, run.Error);
        Assert.Contains("capacity: 2 streams", run.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder.File("a.json"), TestContext.Current.CancellationToken));
        Assert.Equal(2, json.RootElement.GetProperty("capacity").GetInt32());
    }

    [Fact]
    public async Task TextLead_IsAMarkdownTable()
    {
        await using var fleet = await FakeFleet.Start();

        var run = await CommandRun.Of(
            "bench", "text-lead", "--address", fleet.Address, "--tokens-per-second", "500", "--tokens-per-second", "1000", "--utterances", "2");

        Assert.True(run.ExitCode is ExitCodes.Success, run.Error);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("| 500 | 2 | 0 |", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("| 1000 | 2 | 0 |", lines[3], StringComparison.Ordinal);
        Assert.Single(lines.Select(line => line.Count(character => character is '|')).Distinct());
    }

    [Theory]
    [InlineData("three ways", "--rate", "1", "--concurrency", "2")]
    [InlineData("--rate 0 must be", "--rate", "0")]
    [InlineData("--concurrency 0 must be", "--concurrency", "0")]
    [InlineData("--duration 0 must be", "--duration", "0")]
    [InlineData("--cancel-fraction 1.5 must be", "--cancel-fraction", "1.5")]
    [InlineData("--max-underruns -1 must not", "--max-underruns", "-1")]
    [InlineData("--audible 3 must be", "--audible", "3")]
    [InlineData("--buffer -5 must be", "--buffer", "-5")]
    [InlineData("--jitter belongs to", "--jitter", "0.2")]
    [InlineData("--hold belongs to", "--hold", "5")]
    [InlineData("--plot does not go with", "--find-capacity", "--plot", "a.svg")]
    [InlineData("/no/such/folder/a.json", "--json", "/no/such/folder/a.json")]
    public async Task CommandLine_Wrong_IsUsage(string expected, params string[] arguments)
    {
        var run = await CommandRun.Of(["bench", "load", .. arguments]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(expected, run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_Empty_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("texts", "\n \n"u8.ToArray());

        var run = await CommandRun.Of("bench", "load", "--texts", folder.File("texts"));

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("holds no text", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }
}
