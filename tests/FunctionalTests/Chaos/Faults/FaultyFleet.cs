using Google.Protobuf;
using Grpc.Net.Client;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Executables;
using Qwen3Tts.FunctionalTests.Observability;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Processes;
using Qwen3Tts.V1;
using Qwen3Tts.Tests.Redis;

namespace Qwen3Tts.FunctionalTests.Chaos.Faults;

/// <summary>Two of each worker, Redis and a Gateway, with a link before each but the Gateway.</summary>
internal sealed class FaultyFleet : IAsyncDisposable
{
    public const string Redis = "Redis";
    public const string Guest = "guest";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly Uri _metrics = FreeAddress.Take();
    private readonly Dictionary<string, List<Target>> _targets = [];
    private readonly ProcessFleet _processes;
    private readonly RedisProcess _redis;
    private GrpcChannel? _gateway;

    private FaultyFleet(int redisPort)
    {
        _redis = new RedisProcess(redisPort, _folder.Path);
        _targets[Redis] = [Target.Of(_redis, redisPort)];
        _processes = new ProcessFleet(
            ("Services:DescribePeriod", "00:00:00.5"),
            ("Services:DescribeTimeout", "00:00:01"),
            ("Gateway:LoopbackAttests", "true"),
            // Each utterance has a mark of its own.
            ("Watermark:Enabled", "false"));
    }

    public V1.Speech.SpeechClient Speech => new(_gateway);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<FaultyFleet> StartAsync()
    {
        var fleet = new FaultyFleet(FreeAddress.Take().Port);
        try
        {
            await fleet._redis.StartAsync(Ct);
            foreach (var worker in ProcessFleet.Workers)
                fleet._targets[worker] = [await Target.OfAsync(fleet._processes, worker), await Target.OfAsync(fleet._processes, worker)];
            var gateway = await fleet._processes.StartAsync(
                "Gateway",
                own: [("Redis:Connection", $"{fleet._targets[Redis][0].Link.Address}"), ("Fleet:MetricsUrl", fleet._metrics.GetLeftPart(UriPartial.Authority))]);
            fleet._gateway = GrpcChannel.ForAddress(gateway.Address);
            await fleet.RegisterAsync();
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>What is said from now on is what <see cref="Busiest"/> goes by.</summary>
    public void Listen()
    {
        foreach (var target in _targets.Values.SelectMany(targets => targets))
            target.Link.TakeCarried();
    }

    /// <summary>The replica that has had the most to do.</summary>
    public Target Busiest(string service) => _targets[service].MaxBy(target => target.Link.TakeCarried())!;

    /// <summary>Waits until the Gateway has Redis again.</summary>
    public Task HealthyAsync() => Eventually.AsyncTrue(
        async () => await _http.GetStringAsync(new Uri(_metrics, "/healthz"), Ct) is "Healthy", "the Gateway is healthy");

    /// <summary>How many stages have moved to another worker since the start.</summary>
    public async Task<int> MovesAsync() => (int)(await Metric.SumAsync(_http, _metrics, "qwen3tts_gateway_failovers_total"));

    public async ValueTask DisposeAsync()
    {
        _gateway?.Dispose();
        _http.Dispose();
        await _processes.DisposeAsync();
        foreach (var target in _targets.Values.SelectMany(targets => targets))
            await target.DisposeAsync();
        await _redis.DisposeAsync();
        _folder.Dispose();
    }

    private async Task RegisterAsync()
    {
        using var create = new Voices.VoicesClient(_gateway).CreateVoice(cancellationToken: Ct);
        await create.RequestStream.WriteAsync(new CreateVoiceRequest { Start = new CreateVoiceStart { Name = Guest } }, Ct);
        var clip = await File.ReadAllBytesAsync(Path.Combine(EmbeddedCheckpoint.Folder, "voices", "clara.wav"), Ct);
        await create.RequestStream.WriteAsync(new CreateVoiceRequest { Clip = ByteString.CopyFrom(clip) }, Ct);
        await create.RequestStream.CompleteAsync();
        await create;
    }
}
