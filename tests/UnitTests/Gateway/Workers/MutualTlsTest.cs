using System.Net;
using System.Net.Security;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.ServiceDefaults.Security;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.UnitTests.ServiceDefaults.Security;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Workers;

/// <summary>The Gateway and its workers with a certificate each, the workers' names those of their services.</summary>
public sealed class MutualTlsTest : IAsyncDisposable
{
    private const string Loopback = "https://127.0.0.1:0";
    private static readonly SynthesizeStart Joe = new() { Voice = "joe" };

    private readonly ScratchFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly FakeFleet _fleet = FakeFleet.Usual();
    private readonly Names _names = new();

    public MutualTlsTest()
    {
        _authority.Write(_folder, "gateway", "gateway");
        _fleet.AddToGateway = builder => builder.Services.AddSingleton<IHostLookup>(_names);
    }

    [Fact]
    public async Task Fleet_WithCertificates_Speaks_FoundByName()
    {
        await StartAsync("generators");

        await SayAsync();

        Assert.Single(_fleet.TokenGenerator.Starts);
    }

    [Fact]
    public async Task Worker_WithAnothersName_IsNotSpokenTo()
    {
        await StartAsync("decoders");
        using var call = _fleet.Open();

        await call.Start(Joe);
        var error = await call.Fail();

        Assert.Equal(global::Grpc.Core.StatusCode.Unavailable, error.StatusCode);
        Assert.Empty(_fleet.TokenGenerator.Starts);
        Assert.Contains(_fleet.Gateway.Log.Entries, entry => entry.Level is LogLevel.Warning
            && entry.Text.Contains("which should be 'generators' by its certificate, failed", StringComparison.Ordinal)
            && entry.Text.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Certificates_ReplacedUnderALiveStream_LeaveItAndServeNewConnections()
    {
        await StartAsync("generators");
        using var call = _fleet.Open();
        await call.Start(Joe);
        await call.Text("a");
        Assert.NotNull((await call.Next())!.Started);
        Assert.NotNull((await call.Next())!.Audio);

        // A new authority too: who has not taken on both cannot be spoken to any more.
        using var next = new TestAuthority("next");
        next.Write(_folder, "gateway", "gateway");
        foreach (var service in new[] { "text-frontend", "speaker-embedding", "generators", "acoustic-decoder" })
            next.Write(_folder, service, service, "127.0.0.1");
        foreach (var host in Hosts())
            host.Services.GetRequiredService<FleetTls>().Certificate!.Renew();

        // Another address of the same worker is a new connection.
        _names.Address = IPAddress.Parse("127.0.0.5");
        var workers = _fleet.Gateway.App.Services.GetRequiredService<WorkerFleet>();
        await workers.DiscoverAsync();
        await workers.AskAllAsync();
        await SayAsync();

        await call.HalfClose();
        SynthesizeResponse? last = null;
        while (await call.Next() is { } response)
            last = response;
        Assert.NotNull(last!.Finished);
        Assert.Equal(2, _fleet.TokenGenerator.Starts.Count);
    }

    [Fact]
    public async Task Address_InPlainText_StopsTheStartAndIsNamed()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => _fleet.StartGateway(
        [
            .. TestAuthority.Settings(_folder, "gateway"),
            ("Services:TextFrontend:0", "https://127.0.0.1:1"), ("Services:TokenGenerator:0", "http://127.0.0.1:1"), ("Services:AcousticDecoder:0", "dns:///a:1"),
        ]));

        Assert.Equal("Services:TokenGenerator: 'http://127.0.0.1:1' is plain text, but Fleet:Tls is set; write https://.", error.Message);
    }

    [Fact]
    public async Task Callers_AreServedWithTheGatewaysOwnCertificate_AndShowNone()
    {
        using var known = new TestAuthority("of the web");
        known.Write(_folder, "public", "speech.example");
        await _fleet.StartGateway(
            ("urls", Loopback),
            ("Gateway:Tls:CertificateFile", _folder["public.crt"]), ("Gateway:Tls:KeyFile", _folder["public.key"]),
            ("Services:TextFrontend:0", "http://127.0.0.1:1"), ("Services:TokenGenerator:0", "http://127.0.0.1:1"), ("Services:AcousticDecoder:0", "http://127.0.0.1:1"));
        var seen = "";
        var ssl = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => (seen = certificate!.Subject) is not "",
        };
        using var channel = GrpcChannel.ForAddress(
            _fleet.Gateway.Address, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { SslOptions = ssl }, DisposeHttpClient = true });

        await new global::Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(
            new global::Grpc.Health.V1.HealthCheckRequest(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("CN=speech.example", seen);
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        _authority.Dispose();
        _folder.Dispose();
    }

    /// <summary>The generator is found by the name <c>generators</c>, the others at addresses that their certificates name.</summary>
    private async Task StartAsync(string generatorsName)
    {
        var generator = new Uri(await StartWorkerAsync(_fleet.TokenGenerator, "generators", "https://0.0.0.0:0", generatorsName));
        await _fleet.StartGateway(
        [
            .. TestAuthority.Settings(_folder, "gateway"),
            ("Services:TextFrontend:0", await StartWorkerAsync(_fleet.TextFrontend, "text-frontend", Loopback, "127.0.0.1")),
            ("Services:SpeakerEmbedding:0", await StartWorkerAsync(_fleet.SpeakerEmbedding, "speaker-embedding", Loopback, "127.0.0.1")),
            ("Services:TokenGenerator:0", $"dns:///generators:{generator.Port}"),
            ("Services:AcousticDecoder:0", await StartWorkerAsync(_fleet.AcousticDecoder, "acoustic-decoder", Loopback, "127.0.0.1")),
            ("Services:DescribePeriod", "01:00:00"),
        ]);
        await _fleet.Gateway.App.Services.GetRequiredService<Qwen3Tts.ServiceDefaults.Health.ServiceReadiness>().WhenLoaded;
    }

    private Task<string> StartWorkerAsync<T>(T worker, string service, string url, params string[] hosts)
        where T : class
    {
        _authority.Write(_folder, service, hosts);
        _fleet.WorkerSettings = TestAuthority.Settings(_folder, service);
        return _fleet.StartWorker(worker, url);
    }

    private IEnumerable<Microsoft.AspNetCore.Builder.WebApplication> Hosts() => _fleet.Workers.Append(_fleet.Gateway).Select(host => host.App);

    private async Task SayAsync()
    {
        using var call = _fleet.Open();
        Assert.NotNull((await call.Say(Joe, "a")).Finished);
    }

    private sealed class Names : IHostLookup
    {
        public IPAddress Address { get; set; } = IPAddress.Loopback;

        public Task<IPAddress[]> FindAsync(string host, CancellationToken cancellation) => Task.FromResult<IPAddress[]>([Address]);
    }
}
