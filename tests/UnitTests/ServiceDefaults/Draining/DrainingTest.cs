using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.ServiceDefaults.Health;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Draining;

public sealed class DrainingTest
{
    [Fact]
    public async Task RunningCall_WhenTheServiceStops_FinishesAndTheServiceIsNotReady()
    {
        var entered = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        await using var host = await TestHost.Start(_ => { entered.SetResult(); return gate.Task; });
        var readiness = host.App.Services.GetRequiredService<ServiceReadiness>();

        var call = new Internal.V1.TextFrontend.TextFrontendClient(host.Channel).DescribeAsync(
            new DescribeTextFrontendRequest(), cancellationToken: TestContext.Current.CancellationToken);
        await entered.Task;
        var stop = host.App.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ReadinessState.Draining, readiness.State);
        Assert.False(stop.IsCompleted);
        gate.SetResult();
        await call;
        await stop;
        Assert.DoesNotContain(host.Log.Entries, entry => entry.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task NewCall_AfterTheServiceWasToldToStop_IsRefusedWithItsName()
    {
        await using var host = await TestHost.Start(_ => Task.CompletedTask);
        host.App.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await new Internal.V1.TextFrontend.TextFrontendClient(host.Channel).DescribeAsync(
            new DescribeTextFrontendRequest(), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(new Status(StatusCode.Unavailable, "The service 'text-frontend' is stopping."), error.Status);
    }

    [Fact]
    public async Task CallThatNeverEnds_AfterTheGracePeriod_IsCutOff()
    {
        var entered = new TaskCompletionSource();
        await using var host = await TestHost.Start(
            context => { entered.SetResult(); return Task.Delay(Timeout.Infinite, context.CancellationToken); },
            ("Draining:GracePeriod", "00:00:00.01"));

        var call = new Internal.V1.TextFrontend.TextFrontendClient(host.Channel).DescribeAsync(
            new DescribeTextFrontendRequest(), cancellationToken: TestContext.Current.CancellationToken);
        await entered.Task;
        await host.App.StopAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<RpcException>(async () => await call);
    }
}
