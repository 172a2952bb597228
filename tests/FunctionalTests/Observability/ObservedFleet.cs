using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Executables;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.FunctionalTests.FrontDoor;
using Qwen3Tts.Tests.Processes;
using Qwen3Tts.Tests.Redis;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.Observability;

/// <summary>The five executables, each with its metrics, and traffic in which all that is measured happens.</summary>
internal sealed class ObservedFleet : IAsyncDisposable
{
    private const string Key = "example";

    // `printf example | sha256sum`
    private const string KeyDigest = "50d858e0985ecc7f60418aaf0cc5ab587f42c2570a884095a9e8ccacd0f6545c";

    // By the component's name in the chart.
    private static readonly Dictionary<string, string> Workers = new()
    {
        ["text-frontend"] = "TextFrontend",
        ["speaker-embedding"] = "SpeakerEmbedding",
        ["generator-nano"] = "TokenGenerator",
        ["acoustic-decoder"] = "AcousticDecoder",
    };

    private readonly RedisServer _redis = new();
    private readonly ProcessFleet _fleet = new(
        ("Watermark:Key", FleetFixture.WatermarkKey),
        ("Gateway:LoopbackAttests", "true"),
        // Every first frame is late, and there is no other generator.
        ("Failover:HedgeAfter", "00:00:00.001"),
        ("Gateway:ApiKeys:0:Tenant", "shop"),
        ("Gateway:ApiKeys:0:Sha256", KeyDigest),
        ("Limits:Tenants:0:Tenant", "shop"),
        ("Limits:Tenants:0:MaxUtterances", "1"),
        ("Limits:Tenants:0:CharactersPerMinute", "100000"));

    private readonly Dictionary<string, Uri> _metrics = [];
    private GrpcChannel? _channel;
    private int _round;

    /// <summary>Where each component's metrics are.</summary>
    public IReadOnlyDictionary<string, Uri> Metrics => _metrics;

    public static async Task<ObservedFleet> StartAsync()
    {
        var fleet = new ObservedFleet();
        try
        {
            await fleet._redis.Start();
            fleet._fleet.Settings["Redis:Connection"] = fleet._redis.Connection;
            foreach (var (component, service) in Workers)
                await fleet._fleet.AddAsync(service, own: fleet.Measured(component));
            fleet._channel = GrpcChannel.ForAddress((await fleet._fleet.StartAsync("Gateway", own: fleet.Measured("gateway"))).Address);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>One round of traffic.</summary>
    public async Task SpeakAsync()
    {
        var local = _channel!.CreateCallInvoker();
        var shop = local.Intercept(metadata => new Metadata { { "x-api-key", Key } });
        foreach (var caller in new[] { local, shop })
        {
            await SayAsync(new V1.Speech.SpeechClient(caller), Start("joe"));
            await RefuseAsync(new V1.Speech.SpeechClient(caller));
        }

        // Its decoder begins after the voice's clip.
        var inContext = Start("joe");
        inContext.Mode = Mode.CloneInContext;
        await SayAsync(new V1.Speech.SpeechClient(local), inContext);
        await ExceedAsync(new V1.Speech.SpeechClient(shop));
        await StandStillAsync(new V1.Speech.SpeechClient(local));
        await RevokeAsync(local, $"voice-{++_round}");
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        await _fleet.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private (string Key, string Value) Measured(string component)
    {
        var metrics = FreeAddress.Take();
        _metrics.Add(component, metrics);
        return ("Fleet:MetricsUrl", metrics.GetLeftPart(UriPartial.Authority));
    }

    private static async Task SayAsync(V1.Speech.SpeechClient speech, SynthesizeStart start)
    {
        using var call = new SpeechCall(speech);
        await call.StartAsync(start);
        await call.TextAsync("Good morning.");
        await call.EndAsync();
        await call.AllAudioAsync();
    }

    private static async Task RefuseAsync(V1.Speech.SpeechClient speech)
    {
        using var call = new SpeechCall(speech);
        await call.StartAsync(Start("nobody"));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(call.AllAudioAsync)).StatusCode);
    }

    // One utterance more than the tenant may have.
    private static async Task ExceedAsync(V1.Speech.SpeechClient speech)
    {
        using var first = new SpeechCall(speech);
        await first.StartAsync(Start("joe"));
        await first.TextAsync("Good morning, ");
        await first.FirstAudioAsync();
        using (var second = new SpeechCall(speech))
        {
            await second.StartAsync(Start("joe"));
            Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(second.AllAudioAsync)).StatusCode);
        }

        await first.EndAsync();
        await first.AllAudioAsync();
    }

    // Its text stops for longer than what it has is played.
    private static async Task StandStillAsync(V1.Speech.SpeechClient speech)
    {
        using var call = new SpeechCall(speech);
        await call.StartAsync(Start("joe"));
        await call.TextAsync("Good morning, ");
        await call.FirstAudioAsync();
        await Task.Delay(TimeSpan.FromSeconds(2.5), TestContext.Current.CancellationToken);
        await call.TextAsync("and welcome.");
        await call.EndAsync();
        await call.AllAudioAsync();
    }

    // A voice is cloned and revoked while it speaks.
    private static async Task RevokeAsync(CallInvoker caller, string name)
    {
        var voices = new Voices.VoicesClient(caller);
        var cancellation = TestContext.Current.CancellationToken;
        using (var create = voices.CreateVoice(cancellationToken: cancellation))
        {
            await create.RequestStream.WriteAsync(new CreateVoiceRequest { Start = new CreateVoiceStart { Name = name } }, cancellation);
            var clip = await File.ReadAllBytesAsync(Path.Combine(EmbeddedCheckpoint.Folder, "voices", "clara.wav"), cancellation);
            await create.RequestStream.WriteAsync(new CreateVoiceRequest { Clip = ByteString.CopyFrom(clip) }, cancellation);
            await create.RequestStream.CompleteAsync();
            await create;
        }

        using (var call = new SpeechCall(new V1.Speech.SpeechClient(caller)))
        {
            await call.StartAsync(Start(name));
            await call.TextAsync("Good morning, and welcome to ");
            await call.FirstAudioAsync();
            await voices.RevokeVoiceAsync(new RevokeVoiceRequest { Name = name }, cancellationToken: cancellation);
            Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(call.AllAudioAsync)).StatusCode);
        }

        await Assert.ThrowsAsync<RpcException>(async () => await voices.GetVoiceAsync(new GetVoiceRequest { Name = "nobody" }, cancellationToken: cancellation));
    }

    private static SynthesizeStart Start(string voice) => new() { Voice = voice, AudioEncoding = AudioEncoding.PcmF32Le };
}
