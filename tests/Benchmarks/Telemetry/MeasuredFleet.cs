using Qwen3Tts.Cli.Client;
using Qwen3Tts.Tests.Processes;

namespace Qwen3Tts.Benchmarks.Telemetry;

/// <summary>The five services as processes of their own, one thread for each network, whose processor time is counted.</summary>
internal sealed class MeasuredFleet : IAsyncDisposable
{
    private static readonly string[] Workers = ["TextFrontend", "SpeakerEmbedding", "TokenGenerator", "AcousticDecoder"];

    private readonly List<ServiceProcess> _processes = [];
    private readonly List<Uri> _metrics = [];
    private FleetClient? _client;

    /// <summary>Processor time that all of them have used.</summary>
    public TimeSpan Used => _processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.Used);

    /// <param name="scraped">Whether they serve metrics.</param>
    /// <param name="own">Settings of all of them.</param>
    public static async Task<MeasuredFleet> StartAsync(string checkpoint, bool scraped, CancellationToken cancellation, params (string Key, string Value)[] own)
    {
        var settings = new Dictionary<string, string>
        {
            ["Fleet:Credential"] = "the secret of this benchmark",
            ["Models:Checkpoints:0"] = checkpoint,
            ["Models:Threads"] = "1",
            // Less work beside what is measured.
            ["Watermark:Enabled"] = "false",
            ["Gateway:LoopbackAttests"] = "true",
            // Random weights find no end: 4 s, as long as nano takes for the text.
            ["Engine:MaxFrames"] = "50",
        };
        foreach (var (key, value) in own)
            settings[key] = value;
        var fleet = new MeasuredFleet();
        try
        {
            foreach (var service in Workers.Append("Gateway"))
            {
                if (scraped)
                    settings["Fleet:MetricsUrl"] = fleet.AddMetrics();
                var process = await ServiceProcess.StartAsync(service, settings, cancellation);
                fleet._processes.Add(process);
                settings[$"Services:{service}:0"] = process.Address;
            }

            fleet._client = new FleetClient(new Uri(fleet._processes[^1].Address));
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says a text to its end, as fast as it can.</summary>
    public async Task SayAsync(string text, string voice, ulong seed, CancellationToken cancellation)
    {
        await foreach (var _ in _client!.SpeakAsync(new SpeechRequest(Voice: voice, Seed: seed, ToFile: true), new[] { text }.ToAsyncEnumerable(), cancellation))
        {
            // What costs is that it is made and sent.
        }
    }

    /// <summary>Reads the metrics of all, as Prometheus does.</summary>
    public async Task ScrapeAsync(HttpClient http, CancellationToken cancellation)
    {
        foreach (var address in _metrics)
            await http.GetByteArrayAsync(address, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        foreach (var process in _processes)
            await process.DisposeAsync();
    }

    private string AddMetrics()
    {
        var address = FreeAddress.Take();
        _metrics.Add(new Uri(address, "/metrics"));
        return address.GetLeftPart(UriPartial.Authority);
    }
}
