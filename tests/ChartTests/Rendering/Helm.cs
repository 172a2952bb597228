using System.Diagnostics;
using Qwen3Tts.Tests;

namespace Qwen3Tts.ChartTests.Rendering;

/// <summary>The <c>helm</c> that <c>tests/run</c> fetches, and what a run of it wrote.</summary>
internal sealed record Helm(int ExitCode, string Output, string Error)
{
    public const string Release = "fleet";
    public const string Namespace = "speech";

    public static string Chart { get; } = Repository.File("helm/qwen3tts-fleet");

    /// <summary>The files of values that come with the chart, by their names without an ending.</summary>
    public static IEnumerable<string> ValuesFiles { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Chart, "values"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!).Order()];

    /// <summary>Renders the chart as <c>helm/render-examples</c> does.</summary>
    /// <param name="values">One of <see cref="ValuesFiles"/>; null for the chart's defaults.</param>
    /// <param name="overrides">Assignments for <c>--set-json</c>, such as <c>redis.mode="none"</c>.</param>
    public static Task<Helm> TemplateAsync(string? values = null, params string[] overrides) =>
        TemplateOfAsync(Release, values, overrides);

    /// <summary>Renders the chart as a release of another name.</summary>
    public static Task<Helm> TemplateOfAsync(string release, string? values = null, params string[] overrides) =>
        RunAsync(["template", release, Chart, "--namespace", Namespace, .. Given(values, overrides)]);

    public static IEnumerable<string> Given(string? values, params string[] overrides) =>
        [.. values is null ? [] : new[] { "--values", Path.Combine(Chart, "values", $"{values}.yaml") }, .. overrides.SelectMany(one => new[] { "--set-json", one })];

    public static Task<Helm> RunAsync(params IEnumerable<string> arguments) => RunAsync(Repository.File("tests/tools/helm"), "", arguments);

    /// <summary>Runs <paramref name="program"/>, which reads <paramref name="input"/>.</summary>
    public static async Task<Helm> RunAsync(string program, string input, IEnumerable<string> arguments)
    {
        Tool.Need(program);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellation);
        return new Helm(process.ExitCode, await output, await error);
    }
}
