using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Health;

public sealed class ServiceReadinessTest
{
    [Fact]
    public async Task Service_WhileAPartLoads_IsNotServingAndThenIs()
    {
        using var gate = new ManualResetEventSlim();
        await using var host = await TestHost.Start(
            builder => builder.AddLoading(_ => { gate.Wait(); return new Model(); }), _ => { });
        var loading = host.App.Services.GetRequiredService<Loading<Model>>();

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, await Check(host.Channel));
        var error = Assert.Throws<SpeechException>(() => loading.Value);
        Assert.Equal((SpeechErrorKind.Unavailable, "The service 'text-frontend' is still loading."), (error.Kind, error.Message));

        gate.Set();
        await host.App.Services.GetRequiredService<ServiceReadiness>().WhenLoaded;

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, await Check(host.Channel));
        Assert.NotNull(loading.Value);
        Assert.DoesNotContain(host.Log.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Device_ThatFails_IsAnErrorInTheLog()
    {
        await using var host = await TestHost.Start(builder => builder.AddRunWatch(), _ => { });
        var reason = new InvalidOperationException("The device is gone.");

        DeviceFailure.Of(reason, host.App.Services.GetRequiredService<RunWatch>());

        Assert.Equal("The device failed in a run.", Assert.Single(host.Log.Entries, entry => entry.Level is LogLevel.Error).Text);
    }

    [Fact]
    public async Task Service_WhileAPartLoads_LivesButIsNotReady()
    {
        using var gate = new ManualResetEventSlim();
        await using var host = await TestHost.Start(
            builder => builder.AddLoading(_ => { gate.Wait(); return new Model(); }), _ => { }, ("Fleet:MetricsUrl", "http://127.0.0.2:0"));
        using var client = new HttpClient();
        client.BaseAddress = new Uri(host.App.Urls.Single(url => url.Contains("127.0.0.2", StringComparison.Ordinal)));

        using var alive = await client.GetAsync("/livez", TestContext.Current.CancellationToken);
        using var ready = await client.GetAsync("/healthz", TestContext.Current.CancellationToken);
        gate.Set();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (alive.StatusCode, ready.StatusCode));
    }

    [Fact]
    public async Task Service_WhoseDeviceDoesNotComeBack_IsNeitherReadyNorAlive_UntilItDoes()
    {
        var time = new FakeTimeProvider();
        await using var host = await TestHost.Start(
            builder => builder.AddRunWatch().Services.AddSingleton<TimeProvider>(time).AddSingleton(new EchoService(_ => Task.CompletedTask)),
            app => app.MapGrpcService<EchoService>(),
            ("Fleet:MetricsUrl", "http://127.0.0.2:0"),
            ("Health:RunLimit", "00:00:10"));
        using var client = new HttpClient();
        client.BaseAddress = new Uri(host.App.Urls.Single(url => url.Contains("127.0.0.2", StringComparison.Ordinal)));
        var watch = host.App.Services.GetRequiredService<RunWatch>();
        var first = watch.Begin();
        time.Advance(TimeSpan.FromSeconds(6));
        using (watch.Begin())
            time.Advance(TimeSpan.FromSeconds(4));
        var before = await AskAsync();

        // Others that come back change nothing for the one that does not.
        time.Advance(TimeSpan.FromSeconds(1));
        using (watch.Begin())
            time.Advance(TimeSpan.FromSeconds(1));
        var stuck = await AskAsync();
        first.Dispose();
        var after = await AskAsync();

        const string Refusal = "The device of the service 'text-frontend' does not work.";
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, new Status(StatusCode.OK, "")), before);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, new Status(StatusCode.Unavailable, Refusal)), stuck);
        Assert.Equal(before, after);
        Assert.Contains("00:00:10 (Health:RunLimit)", Assert.Single(host.Log.Entries, entry => entry.Level is LogLevel.Critical).Text, StringComparison.Ordinal);
        Assert.Single(host.Log.Entries, entry => entry.Text is "The device came back after all.");

        async Task<(HttpStatusCode Alive, HttpStatusCode Ready, Status Call)> AskAsync()
        {
            using var alive = await client.GetAsync("/livez", TestContext.Current.CancellationToken);
            using var ready = await client.GetAsync("/healthz", TestContext.Current.CancellationToken);
            using var call = new Internal.V1.TextFrontend.TextFrontendClient(host.Channel).DescribeAsync(
                new Internal.V1.DescribeTextFrontendRequest(), cancellationToken: TestContext.Current.CancellationToken);
            await ((Task)call.ResponseAsync).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var status = call.GetStatus();
            return (alive.StatusCode, ready.StatusCode, new Status(status.StatusCode, status.Detail));
        }
    }

    [Fact]
    public async Task Part_WhenItsHostEnds_IsDisposed()
    {
        var model = new Model();
        await using (var host = await TestHost.Start(builder => builder.AddLoading(_ => model), _ => { }))
            await host.App.Services.GetRequiredService<ServiceReadiness>().WhenLoaded;

        Assert.Equal(1, model.Disposals);
    }

    [Fact]
    public async Task Part_ThatCannotBeLoaded_StopsTheHostAndSaysWhy()
    {
        var code = Environment.ExitCode;
        try
        {
            await using var host = await TestHost.Start(
                builder => builder.AddLoading<Model>(_ => throw SpeechException.Invalid("tensor x is missing")), _ => { });

            var error = await Assert.ThrowsAsync<SpeechException>(() => host.App.Services.GetRequiredService<ServiceReadiness>().WhenLoaded);
            await host.App.WaitForShutdownAsync(TestContext.Current.CancellationToken);

            Assert.Equal("tensor x is missing", error.Message);
            Assert.Contains(host.Log.Entries, entry => entry.Level is LogLevel.Critical && entry.Error == error);
            Assert.Equal(1, Environment.ExitCode);
        }
        finally
        {
            Environment.ExitCode = code;
        }
    }

    private static async Task<HealthCheckResponse.Types.ServingStatus> Check(GrpcChannel channel) =>
        (await new Grpc.Health.V1.Health.HealthClient(channel).CheckAsync(
            new HealthCheckRequest(), cancellationToken: TestContext.Current.CancellationToken)).Status;

    private sealed class Model : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
