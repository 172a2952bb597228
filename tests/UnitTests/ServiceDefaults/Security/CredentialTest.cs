using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Security;

public sealed class CredentialTest
{
    private const string Secret = "a secret of the fleet";

    [Fact]
    public async Task Call_WithTheFleetsCredential_IsServed()
    {
        await using var host = await StartWorker(Secret);

        await Describe(Credential(Secret).Attach(host.Channel.CreateCallInvoker()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a secret of the fleeT")]
    [InlineData("a secret of the")]
    public async Task Call_WithoutTheFleetsCredential_IsUnauthenticated(string? given)
    {
        await using var host = await StartWorker(Secret);
        var invoker = host.Channel.CreateCallInvoker();

        var error = await Assert.ThrowsAsync<RpcException>(() => Describe(given is null ? invoker : Credential(given).Attach(invoker)));

        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
        Assert.Contains("Fleet:Credential", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_WithoutTheFleetsCredential_IsServed()
    {
        await using var host = await StartWorker(Secret);

        var answer = await new Grpc.Health.V1.Health.HealthClient(host.Channel).CheckAsync(
            new HealthCheckRequest(), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fifteen letters")]
    public async Task Worker_WithoutAnAcceptableCredential_DoesNotStartAndNamesTheSetting(string secret)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartWorker(secret));

        Assert.Contains("Fleet:Credential", error.Message, StringComparison.Ordinal);
        Assert.Contains("16", error.Message, StringComparison.Ordinal);
    }

    private static Task<TestHost> StartWorker(string secret) => TestHost.Start(
        builder =>
        {
            builder.AddWorkerSecurity();
            builder.Services.AddSingleton(new EchoService(_ => Task.CompletedTask));
        },
        app => app.MapGrpcService<EchoService>(),
        ("Fleet:Credential", secret));

    private static FleetCredential Credential(string secret) => new(Options.Create(new FleetOptions { Credential = secret }));

    private static async Task Describe(CallInvoker invoker) => await new Internal.V1.TextFrontend.TextFrontendClient(invoker).DescribeAsync(
        new DescribeTextFrontendRequest(), cancellationToken: TestContext.Current.CancellationToken);
}
