using System.Text.Json;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Tests;
using Qwen3Tts.UnitTests.Modeling.Alignment;

namespace Qwen3Tts.UnitTests.Cli.Commands;

public sealed class AlignCommandTest
{
    [Fact]
    public async Task Nano_HasItsHeadFoundAndWritten_AndKeptTheNextTime()
    {
        using var nano = NanoCheckpoint.Trained();
        using var folder = new TemporaryFolder();

        var first = await CommandRun.Of("align", "--checkpoint", nano.Folder, "--voice", "joe", "--json", folder.File("scores.json"));
        var named = File.ReadAllText(nano.AlignmentFile);
        var second = await CommandRun.Of("align", "--checkpoint", nano.Folder, "--voice", "clara");

        Assert.Equal(ExitCodes.Success, first.ExitCode);
        Assert.Contains("nano, int8, voice joe: 32 heads over ", first.Output, StringComparison.Ordinal);
        Assert.Contains("layer  head  score  monotone  covering  sharp  timed\n", first.Output, StringComparison.Ordinal);
        Assert.Contains($"is trusted: written to {nano.AlignmentFile}.", first.Output, StringComparison.Ordinal);
        Assert.Contains(first.ErrorLines, line => line.StartsWith("16 of 16 utterances, ", StringComparison.Ordinal));
        Assert.Matches("""^\{"layer": [34], "head": 0\}\n$""", named);
        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("scores.json")));
        Assert.Equal(32, json.RootElement.GetProperty("finding").GetProperty("heads").GetArrayLength());
        Assert.Equal(nano.AlignmentFile, json.RootElement.GetProperty("written").GetString());
        Assert.Equal(ExitCodes.Success, second.ExitCode);
        Assert.Contains("it stays.", second.Output, StringComparison.Ordinal);
        Assert.Equal(named, File.ReadAllText(nano.AlignmentFile));
    }

    [Fact]
    public async Task WrongHeadThatIsNamed_IsWrittenOver_OnlyWhereOutputSaysSo()
    {
        using var nano = NanoCheckpoint.Trained();
        File.WriteAllText(nano.AlignmentFile, """{"layer": 6, "head": 1}""");

        var kept = await CommandRun.Of("align", "--checkpoint", nano.Folder);
        var wrong = File.ReadAllText(nano.AlignmentFile);
        var replaced = await CommandRun.Of("align", "--checkpoint", nano.Folder, "--output", nano.AlignmentFile);

        Assert.Equal(ExitCodes.Failure, kept.ExitCode);
        Assert.Contains("names layer 6, head 1, whose score is 0.", kept.Output, StringComparison.Ordinal);
        Assert.Equal("""{"layer": 6, "head": 1}""", wrong);
        Assert.Equal(ExitCodes.Success, replaced.ExitCode);
        Assert.Matches("""^\{"layer": [34], "head": 0\}\n$""", File.ReadAllText(nano.AlignmentFile));
    }

    [Fact]
    public async Task RandomWeights_HaveNoHead_AndNothingIsWritten()
    {
        using var random = NanoCheckpoint.Random(seed: 3, TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();
        var texts = folder.Write("texts.txt", "The next train to the coast leaves at a quarter past nine.\n\nIt will be cloudy at first.\n"u8.ToArray());

        var run = await CommandRun.Of("align", "--checkpoint", random.Folder, "--texts", texts);

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("No head is trusted, so nothing was written.", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(random.AlignmentFile));
    }

    [Theory]
    [InlineData("--output", "/nowhere/head.json", "The folder of --output")]
    [InlineData("--checkpoint", "another", "one is searched at a time")]
    public async Task CommandLine_ThatIsNotValid_IsUsage(string option, string value, string reason)
    {
        var run = await CommandRun.Of("align", "--checkpoint", "one", option, value);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }
}
