using Qwen3Tts.ChartTests.Rendering;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Tests;

namespace Qwen3Tts.ChartTests.Values;

/// <summary>What <c>qwen3tts plan --values</c> prints, the chart takes.</summary>
public sealed class PlannedValuesTest
{
    private static readonly string Bench = Repository.File("tests/Benchmarks/Scaling/random-0.6b-int4.json");

    [Fact]
    public async Task Values_OfAPlan_AreThoseOfTheDeployments()
    {
        var rendered = await RenderAsync(Bench);

        Assert.Contains("replicas: 7", rendered, StringComparison.Ordinal);
        Assert.Contains("{name: Engine__MaxUtterances, value: \"3\"}", rendered, StringComparison.Ordinal);
        Assert.Contains("memory: 1434Mi", rendered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_OfAPlanForAGpu_AskForOne()
    {
        using var folder = new TemporaryFolder();
        var gpu = (await File.ReadAllTextAsync(Bench, TestContext.Current.CancellationToken))
            .Replace("\"gpu\": false", "\"gpu\": true", StringComparison.Ordinal).Replace("int4", "fp16", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.File("bench.json"), gpu, TestContext.Current.CancellationToken);

        Assert.Contains("nvidia.com/gpu: 1", await RenderAsync(folder.File("bench.json"), "--gpu", "xeon"), StringComparison.Ordinal);
    }

    private static async Task<string> RenderAsync(string bench, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var plan = await CommandRun.Of(["plan", "--bench", bench, "--streams", "20", "--values", .. arguments]);
        Assert.True(plan.ExitCode is ExitCodes.Success, plan.Error);
        await File.WriteAllTextAsync(folder.File("plan.yaml"), plan.Output, TestContext.Current.CancellationToken);
        var helm = await Helm.RunAsync("template", Helm.Release, Helm.Chart, "--values", folder.File("plan.yaml"));
        Assert.True(helm.ExitCode is 0, helm.Error);
        return helm.Output;
    }
}
