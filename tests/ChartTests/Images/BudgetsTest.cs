using System.Globalization;
using System.Text.RegularExpressions;
using Qwen3Tts.ChartTests.Manifests;
using Qwen3Tts.ChartTests.Rendering;
using Qwen3Tts.Tests;

namespace Qwen3Tts.ChartTests.Images;

/// <summary><c>deploy/images/check</c> itself takes a Docker engine and a quarter of an hour; what can be told without it is told here.</summary>
public sealed class BudgetsTest
{
    private static readonly string Check = Repository.File("deploy/images/check");

    [Fact]
    public async Task Budgets_AreOfTheImagesThatTheChartRuns_AllOfThem()
    {
        var declared = Regex.Match(await File.ReadAllTextAsync(Check, TestContext.Current.CancellationToken), @"declare -A budgets=\(([^)]+)\)").Groups[1].Value;
        var budgets = Regex.Matches(declared, @"\[([a-z-]+)\]=([0-9]+)").ToDictionary(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        var images = (await Rendered.OfAsync("defaults")).Pods.SelectMany(pod => pod.Containers)
            .Select(container => Regex.Match(container.Image, "^qwen3tts-([a-z-]+):")).Where(match => match.Success).Select(match => match.Groups[1].Value);

        Assert.Equal(images.Distinct().Order(), budgets.Keys.Order());
        Assert.All(budgets.Values, megabytes => Assert.True(megabytes > 0));
    }

    [Fact]
    public async Task Check_IsAScriptThatBashCanRead()
    {
        var bash = await Helm.RunAsync("/bin/bash", "", ["-n", Check]);

        Assert.True(bash.ExitCode is 0, bash.Error);
    }
}
