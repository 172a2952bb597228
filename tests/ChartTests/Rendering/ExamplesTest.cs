namespace Qwen3Tts.ChartTests.Rendering;

public sealed class ExamplesTest
{
    public static TheoryData<string> ValuesFiles { get; } = [.. Helm.ValuesFiles];

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Example_IsWhatTheChartRenders(string values)
    {
        var helm = await Helm.TemplateAsync(values);

        Assert.True(helm.ExitCode is 0, helm.Error);
        var example = await File.ReadAllTextAsync(Path.Combine(Helm.Chart, "examples", $"{values}.yaml"), TestContext.Current.CancellationToken);
        Assert.True(example == helm.Output, $"examples/{values}.yaml is not what the chart renders: run helm/render-examples and look at what changed.");
    }

    [Fact]
    public void Examples_AreThoseOfTheFilesOfValues() => Assert.Equal(
        Helm.ValuesFiles,
        Directory.EnumerateFiles(Path.Combine(Helm.Chart, "examples")).Select(file => Path.GetFileNameWithoutExtension(file)!).Order());

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task Lint_WithTheFileOfValues_FindsNothing(string values)
    {
        var helm = await Helm.RunAsync(["lint", "--strict", Helm.Chart, .. Helm.Given(values)]);

        Assert.True(helm.ExitCode is 0, helm.Output + helm.Error);
        Assert.DoesNotContain("[WARNING]", helm.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Package_HoldsNeitherExamplesNorFilesOfValues()
    {
        using var folder = new Tests.TemporaryFolder();
        var helm = await Helm.RunAsync("package", Helm.Chart, "--destination", folder.Path);
        Assert.True(helm.ExitCode is 0, helm.Error);

        var list = await Helm.RunAsync("/bin/tar", "", ["tzf", Assert.Single(Directory.EnumerateFiles(folder.Path))]);

        Assert.Contains("qwen3tts-fleet/values.schema.json", list.Output, StringComparison.Ordinal);
        Assert.Contains("qwen3tts-fleet/observability/rules/qwen3tts.yaml", list.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("/examples/", list.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("/values/", list.Output, StringComparison.Ordinal);
    }
}
