using System.Text.Json;
using Qwen3Tts.FunctionalTests.Fleet;

namespace Qwen3Tts.FunctionalTests.Observability;

/// <summary>What an operator looks at shows something: a real Prometheus, with the rules, on a real fleet with real traffic.</summary>
public sealed class DashboardsTest(FleetFixture fleets)
{
    // Enough for counters that begin at a value to rise by the next round.
    private const int MaxRounds = 6;

    // Nothing that happens in the traffic may raise these, a tenant that is refused by its own limit included; none of them may be about to fire.
    private static readonly string[] Quiet = ["SpeechUnmarked", "FailoversFail", "VoicesExpired", "GatewaysGone", "RefusedOften"];

    [Fact]
    public async Task QueriesAndRules_OnAFleetAtWork_ReturnData()
    {
        // The graphs are built once, by the shared fleet.
        await fleets.NanoAsync();
        await using var fleet = await ObservedFleet.StartAsync();
        await using var prometheus = await PrometheusServer.StartAsync(fleet.Metrics.Select(one => (one.Value, (IReadOnlyDictionary<string, string>)Labels(one.Key))));
        await Eventually.AsyncTrue(async () => (await prometheus.QueryAsync("up == 1")).Count == fleet.Metrics.Count, "all services are scraped");
        (string Name, string Expression)[] queries =
        [
            .. Queries.OfDashboards(), .. Queries.OfVariables(), .. Queries.OfScalers(),
            .. (await prometheus.RulesAsync()).Where(IsRecording).Select(rule => (Of(rule, "name"), Of(rule, "query"))),
        ];

        var empty = queries;
        for (var round = 0; round < MaxRounds && empty.Length > 0; round++)
        {
            await fleet.SpeakAsync();
            empty = await WithoutDataAsync(prometheus, empty);
        }

        Assert.True(queries.Length > 60);
        Assert.True(empty.Length is 0, $"Without data:{Environment.NewLine}{string.Join(Environment.NewLine, empty)}");
        await CheckAlertsAsync(prometheus);
        await CheckExemplarsAsync(prometheus);
    }

    // What the panels show as points, and what leads to a trace.
    private static async Task CheckExemplarsAsync(PrometheusServer prometheus)
    {
        var traces = await prometheus.TracesAsync("qwen3tts_gateway_time_to_first_audio_seconds_bucket");
        Assert.NotEmpty(traces);
        Assert.All(traces, trace => Assert.Matches("^[0-9a-f]{32}$", trace));
        // One utterance is one trace, whichever service measured it.
        Assert.NotEmpty(traces.Intersect(await prometheus.TracesAsync("qwen3tts_generator_time_to_first_frame_seconds_bucket")));
    }

    private static async Task CheckAlertsAsync(PrometheusServer prometheus)
    {
        var rules = await prometheus.RulesAsync();
        Assert.All(rules, rule => Assert.True(Of(rule, "health") is "ok", rule.ToString()));
        var alerts = rules.Where(rule => !IsRecording(rule)).ToList();
        Assert.True(alerts.Count > 10);
        foreach (var series in alerts.SelectMany(alert => Queries.Recorded(Of(alert, "query"))).Distinct())
            Assert.True((await prometheus.QueryAsync(series)).Count > 0, $"{series} has no data.");
        Assert.All(alerts, alert => Assert.NotEmpty(Queries.Recorded(Of(alert, "query"))));
        Assert.All(alerts.Where(alert => Quiet.Contains(Of(alert, "name"))), alert => Assert.Equal("inactive", Of(alert, "state")));
    }

    private static async Task<(string Name, string Expression)[]> WithoutDataAsync(PrometheusServer prometheus, IEnumerable<(string Name, string Expression)> queries)
    {
        var empty = new List<(string, string)>();
        foreach (var query in queries)
        {
            if ((await prometheus.QueryAsync(query.Expression)).Count is 0)
                empty.Add(query);
        }

        return [.. empty];
    }

    private static bool IsRecording(JsonElement rule) => Of(rule, "type") is "recording";

    private static string Of(JsonElement rule, string property) => rule.GetProperty(property).GetString()!;

    // As the chart's PodMonitor labels them.
    private static Dictionary<string, string> Labels(string component) => new()
    {
        ["namespace"] = Queries.Namespace, ["fleet"] = Queries.Fleet, ["component"] = component, ["pod"] = $"{component}-0",
    };
}
