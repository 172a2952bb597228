using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Processes;

namespace Qwen3Tts.FunctionalTests.Observability;

/// <summary>A Prometheus of its own that scrapes every second and evaluates the fleet's rules.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private const string Program = "prometheus";

    private readonly TemporaryFolder _folder;
    private readonly Process _process;
    private readonly HttpClient _http;

    private PrometheusServer(TemporaryFolder folder, Process process, HttpClient http) => (_folder, _process, _http) = (folder, process, http);

    /// <param name="targets">Where metrics are, and the labels that their series get.</param>
    public static async Task<PrometheusServer> StartAsync(IEnumerable<(Uri Address, IReadOnlyDictionary<string, string> Labels)> targets)
    {
        Tool.Need(Program);
        var folder = new TemporaryFolder();
        // JSON is YAML too.
        var configuration = new
        {
            global = new { scrape_interval = "1s", evaluation_interval = "1s" },
            rule_files = Directory.GetFiles(Repository.File("deploy/observability/rules"), "*.yaml"),
            scrape_configs = new[]
            {
                new
                {
                    job_name = "fleet",
                    static_configs = targets.Select(target => new { targets = new[] { target.Address.Authority }, labels = target.Labels }),
                },
            },
        };
        await File.WriteAllTextAsync(folder.File("prometheus.yml"), JsonSerializer.Serialize(configuration), TestContext.Current.CancellationToken);
        var address = FreeAddress.Take();
        var process = Process.Start(new ProcessStartInfo(
            Program,
            [
                $"--config.file={folder.File("prometheus.yml")}", $"--storage.tsdb.path={folder.File("data")}", $"--web.listen-address={address.Authority}",
                "--log.level=warn", "--enable-feature=exemplar-storage",
            ]) { WorkingDirectory = folder.Path })!;
        var server = new PrometheusServer(folder, process, new HttpClient { BaseAddress = address });
        await Eventually.AsyncTrue(server.IsReadyAsync, "Prometheus is ready");
        return server;
    }

    /// <summary>The values of an instant query's result that are numbers.</summary>
    public async Task<IReadOnlyList<double>> QueryAsync(string expression)
    {
        using var answer = await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}");
        var result = answer.RootElement.GetProperty("data").GetProperty("result");
        Assert.Equal("vector", answer.RootElement.GetProperty("data").GetProperty("resultType").GetString());
        return [.. result.EnumerateArray().Select(sample => Number(sample.GetProperty("value")[1].GetString()!)).Where(double.IsFinite)];
    }

    /// <summary>The traces that exemplars of a series of the last minutes lead to.</summary>
    public async Task<IReadOnlyList<string>> TracesAsync(string series)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds((long)(await QueryAsync("vector(time())"))[0]);
        using var answer = await GetAsync(
            $"/api/v1/query_exemplars?query={Uri.EscapeDataString(series)}&start={now.AddMinutes(-10).ToUnixTimeSeconds()}&end={now.AddMinutes(1).ToUnixTimeSeconds()}");
        return [.. answer.RootElement.GetProperty("data").EnumerateArray()
            .SelectMany(one => one.GetProperty("exemplars").EnumerateArray())
            .Select(exemplar => exemplar.GetProperty("labels").GetProperty("trace_id").GetString()!)];
    }

    /// <summary>All rules, as Prometheus tells of them.</summary>
    public async Task<IReadOnlyList<JsonElement>> RulesAsync()
    {
        using var answer = await GetAsync("/api/v1/rules");
        return [.. answer.RootElement.GetProperty("data").GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray()).Select(rule => rule.Clone())];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(_process.HasExited, "Prometheus ended.");
        try
        {
            using var answer = await _http.GetAsync("/-/ready", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonDocument> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(path, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{Uri.UnescapeDataString(path)}: {text}");
        return JsonDocument.Parse(text);
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
