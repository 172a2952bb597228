using System.Net;
using Qwen3Tts.Internal.V1;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

[Collection(ProcessTelemetry.Name)]
public sealed class MetricsTest
{
    [Fact]
    public async Task MetricsUrl_ServesMetricsAndHealthOverHttp1()
    {
        await using var host = await TestHost.Start(
            _ => Task.CompletedTask, ("Fleet:MetricsUrl", "http://127.0.0.2:0"), ("Telemetry:Enabled", "true"));
        using var client = new HttpClient();
        client.BaseAddress = new Uri(host.App.Urls.Single(url => url.Contains("127.0.0.2", StringComparison.Ordinal)));

        await new Internal.V1.TextFrontend.TextFrontendClient(host.Channel).DescribeAsync(
            new DescribeTextFrontendRequest(), cancellationToken: TestContext.Current.CancellationToken);
        using var health = await client.GetAsync("/healthz", TestContext.Current.CancellationToken);
        var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Equal(HttpVersion.Version11, health.Version);
        Assert.Equal("Healthy", await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains("http_server_request_duration_seconds_count", metrics, StringComparison.Ordinal);
        Assert.Contains("/qwen3tts.internal.v1.TextFrontend/Describe", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Telemetry_ThatIsDisabled_LeavesHealthButNoMetrics()
    {
        await using var host = await TestHost.Start(_ => Task.CompletedTask, ("Fleet:MetricsUrl", "http://127.0.0.2:0"));
        using var client = new HttpClient();
        client.BaseAddress = new Uri(host.App.Urls.Single(url => url.Contains("127.0.0.2", StringComparison.Ordinal)));

        using var health = await client.GetAsync("/healthz", TestContext.Current.CancellationToken);
        using var metrics = await client.GetAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, metrics.StatusCode);
    }
}
