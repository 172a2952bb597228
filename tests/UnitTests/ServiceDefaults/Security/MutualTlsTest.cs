using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.ServiceDefaults.Errors;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.ServiceDefaults.Security;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Security;

public sealed class MutualTlsTest : IDisposable
{
    private const string Secret = "a secret of the fleet";

    private readonly ScratchFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new();

    public MutualTlsTest() => _authority.Write(_folder, "worker", "worker", "127.0.0.1");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Caller_WithACertificateOfTheAuthority_IsServed()
    {
        await using var host = await StartAsync();

        await DescribeAsync(host, _authority.Issue(["gateway"]));
    }

    [Fact]
    public async Task Caller_WithoutACertificate_IsRefused()
    {
        await using var host = await StartAsync();

        await RefusedAsync(host, null);
    }

    [Fact]
    public async Task Caller_OfAnotherAuthority_IsRefusedAndLogged()
    {
        await using var host = await StartAsync();

        await RefusedAsync(host, _stranger.Issue(["gateway"]));

        Assert.Contains(host.Log.Entries, entry => entry.Level is LogLevel.Warning && entry.Text.Contains("A caller was refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Caller_WhoseCertificateHasExpired_IsRefused()
    {
        await using var host = await StartAsync();

        await RefusedAsync(host, _authority.Issue(["gateway"], validFor: TimeSpan.FromDays(-1)));
    }

    [Fact]
    public async Task Caller_AfterTheAuthorityWasReplaced_NeedsACertificateOfTheNewOne()
    {
        await using var host = await StartAsync();
        await DescribeAsync(host, _authority.Issue(["gateway"]));

        _stranger.Write(_folder, "worker", "worker", "127.0.0.1");
        host.App.Services.GetRequiredService<FleetTls>().Certificate!.Renew();

        await RefusedAsync(host, _authority.Issue(["gateway"]));
        await DescribeAsync(host, _stranger.Issue(["gateway"]));
    }

    [Fact]
    public async Task Probes_NeedNoCertificate()
    {
        await using var host = await StartAsync(("Fleet:MetricsUrl", "http://127.0.0.2:0"));
        using var client = new HttpClient();

        var health = await client.GetStringAsync(new Uri(new Uri(host.App.Urls.First(url => url.StartsWith("http://", StringComparison.Ordinal))), "/healthz"), Ct);

        Assert.Equal("Healthy", health);
    }

    [Fact]
    public async Task Worker_WithACertificateButAPlainAddress_DoesNotStart()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("urls", "http://127.0.0.1:0")));

        Assert.StartsWith("Fleet:Tls: this worker has a certificate but listens at 'http://127.0.0.1:0'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Fleet:Tls:AuthorityFile", "", "needs all three")]
    [InlineData("Fleet:Tls:CertificateFile", "missing.crt", "cannot be read")]
    [InlineData("Fleet:Tls:KeyFile", "authority.crt", "is not the private key")]
    [InlineData("Fleet:Tls:AuthorityFile", "worker.key", "holds no certificate in PEM")]
    public async Task Setting_ThatIsWrong_StopsTheStartAndIsNamed(string key, string file, string reason)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync((key, file is "" ? "" : _folder[file])));

        Assert.StartsWith($"{key}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0", "only this machine")]
    [InlineData("http://0.0.0.0:0", "Fleet:Tls and an https:// address encrypt it")]
    public async Task Worker_InPlainText_SaysSoLoudly(string url, string notice)
    {
        await using var host = await TestHost.Start(
            builder => builder.AddWorkerSecurity(), _ => { }, ("Fleet:Credential", Secret), ("urls", url), ("Fleet:MetricsUrl", "http://127.0.0.2:0"));

        var entry = Assert.Single(host.Log.Entries, entry => entry.Text.StartsWith("NOT ENCRYPTED", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Contains(notice, entry.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
        _folder.Dispose();
    }

    private Task<TestHost> StartAsync(params (string Key, string Value)[] settings) => TestHost.Start(
        builder =>
        {
            builder.AddWorkerSecurity();
            builder.Services.AddSingleton(new EchoService(_ => Task.CompletedTask));
        },
        app => app.MapGrpcService<EchoService>(),
        [
            .. TestAuthority.Settings(_folder, "worker").Concat([("Fleet:Credential", Secret), ("urls", "https://127.0.0.1:0")]).Concat(settings)
                .GroupBy(setting => setting.Item1, (_, same) => same.Last()),
        ]);

    /// <summary>A refused handshake reaches the caller as one that failed or as a connection that broke: two codes of gRPC's, and one of ours.</summary>
    private static async Task RefusedAsync(TestHost host, (string Certificate, string Key)? caller)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => DescribeAsync(host, caller));

        Assert.Equal(SpeechErrorKind.Unavailable, RpcErrors.ToSpeech(error, "worker").Kind);
    }

    private static async Task DescribeAsync(TestHost host, (string Certificate, string Key)? caller)
    {
        // What it thinks of the server is another test's.
        var ssl = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true };
        if (caller is { } pair)
            ssl.ClientCertificates = [X509Certificate2.CreateFromPem(pair.Certificate, pair.Key)];
        using var channel = GrpcChannel.ForAddress(
            host.Address, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { SslOptions = ssl }, DisposeHttpClient = true });
        var invoker = new FleetCredential(Options.Create(new FleetOptions { Credential = Secret })).Attach(channel.CreateCallInvoker());
        await new Internal.V1.TextFrontend.TextFrontendClient(invoker).DescribeAsync(new DescribeTextFrontendRequest(), cancellationToken: Ct);
    }
}
