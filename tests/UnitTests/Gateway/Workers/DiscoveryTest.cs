using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Workers;

public sealed class DiscoveryTest
{
    private static readonly SynthesizeStart Joe = new() { Voice = "joe" };

    [Fact]
    public async Task Name_LeadsToReplicasThatCome_AndAwayFromThoseThatGo()
    {
        var names = new Names();
        await using var fleet = FakeFleet.Usual();
        fleet.AddToGateway = builder => builder.Services.AddSingleton<IHostLookup>(names);
        var twin = FakeFleet.Usual().TokenGenerator;
        var port = new Uri(await fleet.StartWorker(twin, "http://127.0.0.2:0")).Port;
        await fleet.StartWorker(fleet.TokenGenerator, $"http://127.0.0.3:{port}");
        names.Addresses = [IPAddress.Parse("127.0.0.3")];
        await fleet.Start(
            ("Services:TokenGenerator:0", $"dns:///generators:{port}"), ("Services:DescribePeriod", "01:00:00"));
        var workers = fleet.Gateway.App.Services.GetRequiredService<WorkerFleet>();

        await Say(fleet);
        Assert.Equal((1, 0), (fleet.TokenGenerator.Starts.Count, twin.Starts.Count));

        names.Addresses = [IPAddress.Parse("127.0.0.2")];
        await Discover(workers);
        await Say(fleet);
        Assert.Equal((1, 1), (fleet.TokenGenerator.Starts.Count, twin.Starts.Count));

        names.Addresses = null;
        await Discover(workers);
        await Say(fleet);
        Assert.Equal((1, 2), (fleet.TokenGenerator.Starts.Count, twin.Starts.Count));
        Assert.Equal("generators", names.Asked);
    }

    [Fact]
    public async Task Worker_ThatHasGone_KeepsItsConnectionWhileItHasCalls()
    {
        var names = new Names();
        await using var fleet = FakeFleet.Usual();
        fleet.AddToGateway = builder => builder.Services.AddSingleton<IHostLookup>(names);
        var port = new Uri(await fleet.StartWorker(fleet.TokenGenerator, "http://127.0.0.2:0")).Port;
        names.Addresses = [IPAddress.Parse("127.0.0.2")];
        await fleet.Start(
            ("Services:TokenGenerator:0", $"dns:///generators:{port}"), ("Services:DescribePeriod", "01:00:00"));
        var workers = fleet.Gateway.App.Services.GetRequiredService<WorkerFleet>();
        using var call = fleet.Open();
        await call.Start(Joe);
        await call.Text("a");
        Assert.NotNull((await call.Next())!.Started);
        Assert.NotNull((await call.Next())!.Audio);

        names.Addresses = [IPAddress.Parse("127.0.0.4")];
        await Discover(workers);
        await Discover(workers);
        await call.HalfClose();

        Assert.NotNull((await call.Last()).Finished);
    }

    [Fact]
    public async Task Name_WithoutAnAddress_IsUnavailableAndNotUnsupported()
    {
        await using var fleet = FakeFleet.Usual();
        fleet.AddToGateway = builder => builder.Services.AddSingleton<IHostLookup>(new Names());
        await fleet.Start(("Services:TokenGenerator:0", "dns:///generators:1"));
        using var call = fleet.Open();

        await call.Start(Joe);
        var error = await call.Fail();

        Assert.Equal(global::Grpc.Core.StatusCode.Unavailable, error.StatusCode);
        Assert.Contains("Services:TokenGenerator", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dns:///generators")]
    [InlineData("dns:///generators:5100", true)]
    [InlineData("dns://generators:5100")]
    [InlineData("dns:///generators:5100/path")]
    [InlineData("http://10.0.0.1:5100", true)]
    [InlineData("dns:///generators:80", true)]
    [InlineData("ftp://10.0.0.1:5100")]
    public void Address_IsOneOfTwoForms(string text, bool isValid = false) =>
        Assert.Equal(isValid, WorkerAddress.TryParse(text, out _));

    private static async Task Say(FakeFleet fleet)
    {
        using var call = fleet.Open();
        Assert.NotNull((await call.Say(Joe, "a")).Finished);
    }

    private static async Task Discover(WorkerFleet workers)
    {
        await workers.DiscoverAsync();
        await workers.AskAllAsync();
    }

    private sealed class Names : IHostLookup
    {
        /// <summary>Null: nobody can be asked.</summary>
        public IPAddress[]? Addresses { get; set; }

        public string? Asked { get; private set; }

        public Task<IPAddress[]> FindAsync(string host, CancellationToken cancellation)
        {
            Asked = host;
            return Addresses is { } found ? Task.FromResult(found) : throw new SocketException((int)SocketError.HostNotFound);
        }
    }
}
