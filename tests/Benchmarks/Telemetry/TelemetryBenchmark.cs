using Qwen3Tts.Benchmarks.Spread;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Benchmarks.Telemetry;

/// <summary>
/// What traces, metrics and their export cost: the processor time of a fleet of five processes for the same utterances, without telemetry and
/// with it, by turns.
/// </summary>
internal static class TelemetryBenchmark
{
    public const string Header =
        "| telemetry | utterances | processor time of one, ms | × without, median | 10th and 90th percentile |\n"
        + "| --- | --- | --- | --- | --- |";

    private const string Text = "Snow covered the bridge this morning, and nobody had crossed it yet.";
    private const int WarmTurns = 6;

    /// <param name="utterances">Of each turn.</param>
    public static async Task RunAsync(string checkpoint, int rounds, int utterances, TextWriter output, CancellationToken cancellation)
    {
        using var opened = Checkpoint.Open(checkpoint);
        var voice = opened.Voices.Select(shipped => shipped.Name).Concat(opened.Describe().Speakers).FirstOrDefault()
            ?? throw new InvalidOperationException($"'{checkpoint}' has no voice of its own: take one of custom voices, or with a folder 'voices'.");
        await using var sink = await OtlpSink.StartAsync();
        await using var without = await MeasuredFleet.StartAsync(checkpoint, scraped: false, cancellation, ("Telemetry:Enabled", "false"));
        await using var scraped = await MeasuredFleet.StartAsync(checkpoint, scraped: true, cancellation);
        await using var exported = await MeasuredFleet.StartAsync(
            checkpoint, scraped: true, cancellation, ("OTEL_EXPORTER_OTLP_ENDPOINT", sink.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        (string Name, MeasuredFleet Fleet, List<double> Milliseconds)[] all =
        [
            ("none", without, []),
            ("traces and metrics, scraped after every turn", scraped, []),
            ("the same, and all exported over OTLP", exported, []),
        ];
        using var http = new HttpClient();
        var before = new TimeSpan[all.Length];
        for (var round = -WarmTurns; round <= rounds; round++)
        {
            for (var index = 0; index < all.Length; index++)
            {
                var (_, fleet, milliseconds) = all[index];
                // From turn to turn: what was collected is exported later.
                var used = fleet.Used;
                if (round > 0)
                    milliseconds.Add((used - before[index]).TotalMilliseconds / utterances);
                before[index] = used;
                for (var number = 0; number < utterances; number++)
                    await fleet.SayAsync(Text, voice, (ulong)number, cancellation);
                await fleet.ScrapeAsync(http, cancellation);
            }
        }

        if (sink.Exports is 0)
            throw new InvalidOperationException("Nothing was exported: what was measured is not what the table says.");
        foreach (var (name, _, milliseconds) in all)
        {
            var ratios = milliseconds.Zip(all[0].Milliseconds, (one, none) => one / none).ToList();
            output.WriteLine(FormattableString.Invariant(
                $"| {name} | {rounds * utterances} | {Quantile.At(milliseconds, 0.5):f1} | {Quantile.At(ratios, 0.5):f3} | {Quantile.At(ratios, 0.1):f3}, {Quantile.At(ratios, 0.9):f3} |"));
        }
    }
}
