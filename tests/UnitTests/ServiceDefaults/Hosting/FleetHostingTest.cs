using System.ComponentModel.DataAnnotations;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Qwen3Tts.Internal.V1;
using Qwen3Tts.ServiceDefaults.Hosting;

namespace Qwen3Tts.UnitTests.ServiceDefaults.Hosting;

public sealed class FleetHostingTest
{
    [Theory]
    [InlineData("9464")]
    [InlineData("https://127.0.0.1:9464")]
    [InlineData("http://127.0.0.1:9464/metrics")]
    public async Task MetricsUrl_ThatIsNone_StopsTheStartAndNamesTheSetting(string url)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestHost.Start(_ => Task.CompletedTask, ("Fleet:MetricsUrl", url)));

        Assert.Contains($"Fleet:MetricsUrl: '{url}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reflection_ListsTheServices()
    {
        await using var host = await TestHost.Start(_ => Task.CompletedTask);
        using var call = new ServerReflection.ServerReflectionClient(host.Channel).ServerReflectionInfo(
            cancellationToken: TestContext.Current.CancellationToken);

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, TestContext.Current.CancellationToken);
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Contains(call.ResponseStream.Current.ListServicesResponse.Service, service => service.Name == "qwen3tts.internal.v1.TextFrontend");
    }

    [Fact]
    public async Task Message_OverTheLimit_IsRefused()
    {
        await using var host = await TestHost.Start(_ => Task.CompletedTask);
        using var call = new Internal.V1.TextFrontend.TextFrontendClient(host.Channel).Tokenize(cancellationToken: TestContext.Current.CancellationToken);

        // The write ends early too, with whichever it sees first: the status or the reset.
        var write = Assert.ThrowsAnyAsync<Exception>(() => call.RequestStream.WriteAsync(
            new TokenizeRequest { Text = new string('a', FleetHosting.MaxMessageBytes) }, TestContext.Current.CancellationToken));
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        call.Dispose();
        await write;

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    [Fact]
    public async Task Options_BoundTwice_AreBoundOnce()
    {
        await using var host = await TestHost.Start(
            builder => builder.AddFleetOptions<ListOptions>("List").AddFleetOptions<ListOptions>("List"), _ => { }, ("List:Items:0", "one"));

        Assert.Equal(["one"], host.App.Services.GetRequiredService<IOptions<ListOptions>>().Value.Items);
    }

    [Fact]
    public async Task Options_OutOfRange_StopTheStartAndNameTheSetting()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => TestHost.Start(
            builder => builder.AddFleetOptions<ListOptions>("List"), _ => { }, ("List:Count", "0")));

        Assert.StartsWith("List:Count: ", error.Message, StringComparison.Ordinal);
    }

    private sealed class ListOptions
    {
        public string[] Items { get; set; } = [];

        [Range(1, 2)]
        public int Count { get; set; } = 1;
    }
}
