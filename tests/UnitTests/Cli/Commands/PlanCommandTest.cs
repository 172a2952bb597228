using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Tests;
using Qwen3Tts.UnitTests.Cli.Planning;

namespace Qwen3Tts.UnitTests.Cli.Commands;

public sealed class PlanCommandTest : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Plan_TellsReplicasObjectiveAndAssumptions()
    {
        var run = await PlanAsync("--streams", "10");

        Assert.True(run.ExitCode is ExitCodes.Success, run.Error);
        Assert.Contains("token generator   3         2 cores   1.00         4 places", run.Output, StringComparison.Ordinal);
        Assert.Contains("500 ms are asked for", run.Output, StringComparison.Ordinal);
        Assert.Contains("Assumed:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gpu_WithoutFigures_IsOneLine()
    {
        var run = await PlanAsync("--streams", "10", "--gpu", "H100");

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("no figures of a GPU 'H100'", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task Replay_TellsWhetherTheObjectiveHeld_AndDraws()
    {
        var held = await PlanAsync("--streams", "10", "--replay", "spike", "--min", "4", "--start-seconds", "0", "--plot", _folder.File("replay.svg"));
        var broken = await PlanAsync("--streams", "100", "--replay", "spike", "--max", "5");

        Assert.Equal((ExitCodes.Success, ExitCodes.Failure), (held.ExitCode, broken.ExitCode));
        Assert.Contains("HELD", held.Output, StringComparison.Ordinal);
        Assert.Contains("BROKEN", broken.Output, StringComparison.Ordinal);
        Assert.Contains("replicas serving", await File.ReadAllTextAsync(_folder.File("replay.svg"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--streams", "0")]
    [InlineData("--streams", "4", "--min", "3")]
    [InlineData("--streams", "4", "--values", "--replay", "day")]
    [InlineData("--streams", "4", "--writing-speed", "0.5")]
    public async Task Options_ThatCannotBeMeant_AreUsage(params string[] arguments) => Assert.Equal(ExitCodes.Usage, (await PlanAsync(arguments)).ExitCode);

    public void Dispose() => _folder.Dispose();

    private Task<CommandRun> PlanAsync(params string[] arguments) =>
        CommandRun.Of(["plan", "--bench", BenchFigures.Write(_folder, BenchFigures.Report), .. arguments]);
}
