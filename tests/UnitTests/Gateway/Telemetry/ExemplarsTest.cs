using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Telemetry;

/// <summary>A measured time leads to the trace of the utterance that it is of.</summary>
[Collection(ProcessTelemetry.Name)]
public sealed class ExemplarsTest
{
    private const string Metrics = "http://127.0.0.2:0";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FirstAudio_OverOtlp_LeadsToItsTrace()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var fleet = FakeFleet.Usual();
        await fleet.Start(("Telemetry:Enabled", "true"), ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address));

        var trace = await SpeakAsync(fleet);
        // The reader that is scraped has nothing to flush, so that the answer is no.
        fleet.Gateway.App.Services.GetRequiredService<MeterProvider>().ForceFlush();

        Assert.Contains(trace, receiver.TracesOf("qwen3tts.gateway.time_to_first_audio"));
    }

    [Fact]
    public async Task FirstAudio_AsOpenMetrics_LeadsToItsTrace_AndAsPlainTextDoesNot()
    {
        await using var fleet = FakeFleet.Usual();
        await fleet.Start(("Telemetry:Enabled", "true"), ("Fleet:MetricsUrl", Metrics));

        var trace = await SpeakAsync(fleet);

        Assert.Contains($"# {{trace_id=\"{trace}\"", await ScrapeAsync(fleet, "application/openmetrics-text"), StringComparison.Ordinal);
        Assert.DoesNotContain("trace_id", await ScrapeAsync(fleet, "text/plain"), StringComparison.Ordinal);
    }

    /// <returns>The utterance's trace.</returns>
    private static async Task<string> SpeakAsync(FakeFleet fleet)
    {
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is GatewayMetrics.Source,
            ActivityStopped = span => ended.TrySetResult(span.TraceId.ToHexString()),
        };
        ActivitySource.AddActivityListener(listener);
        using (var call = fleet.Open())
            await call.Say(new SynthesizeStart { Voice = "joe" }, "a");
        return await ended.Task.WaitAsync(Ct);
    }

    private static async Task<string> ScrapeAsync(FakeFleet fleet, string format)
    {
        using var client = new HttpClient();
        client.BaseAddress = new Uri(fleet.Gateway.App.Urls.Single(url => url.Contains("127.0.0.2", StringComparison.Ordinal)));
        client.DefaultRequestHeaders.Accept.Add(MediaTypeWithQualityHeaderValue.Parse($"{format}; version={(format is "text/plain" ? "0.0.4" : "1.0.0")}"));
        var metrics = await client.GetStringAsync("/metrics", Ct);
        return string.Join('\n', Regex.Matches(metrics, "^qwen3tts_gateway_time_to_first_audio_seconds_bucket.*$", RegexOptions.Multiline).Select(line => line.Value));
    }
}
