using Grpc.Reflection.V1Alpha;
using Microsoft.Extensions.Options;
using Qwen3Tts.UnitTests.Gateway.Fleet;

namespace Qwen3Tts.UnitTests.Gateway.Hosting;

public sealed class GatewayHostingTest
{
    private static readonly (string Key, string Value)[] Addresses =
    [
        ("Services:TextFrontend:0", "http://127.0.0.1:1"),
        ("Services:TokenGenerator:0", "http://127.0.0.1:1"),
        ("Services:AcousticDecoder:0", "http://127.0.0.1:1"),
    ];

    [Theory]
    [InlineData("Services:TokenGenerator:0", "token-generator:5103", "Services:TokenGenerator:0: 'token-generator:5103' is not of the form http://HOST:PORT, https://HOST:PORT or dns:///NAME:PORT.")]
    [InlineData("Services:TextFrontend:0", "ftp://host:1", "Services:TextFrontend:0: 'ftp://host:1' is not of the form http://HOST:PORT, https://HOST:PORT or dns:///NAME:PORT.")]
    [InlineData("Services:TextFrontend:0", "http://host:1/path", "Services:TextFrontend:0: 'http://host:1/path' is not of the form http://HOST:PORT, https://HOST:PORT or dns:///NAME:PORT.")]
    [InlineData("Services:TextFrontend:1", "http://127.0.0.1:1", "Services:TextFrontend: an address stands there more than once.")]
    [InlineData("Services:DescribePeriod", "00:00:00", "Services:DescribePeriod: ")]
    [InlineData("Services:DescribeTimeout", "00:02:00", "Services:DescribeTimeout: ")]
    [InlineData("Gateway:MaxUtterances", "0", "Gateway:MaxUtterances: ")]
    [InlineData("Gateway:ApiKeys:0:Tenant", "_operator", "'_operator' is where the operator's own trail stands: choose another name.")]
    [InlineData("Gateway:ApiKeys:0:Tenant", "two words", "Gateway:ApiKeys:0:Tenant: 'two words' is no tenant: 1 to 64 letters, digits, '-' or '_'.")]
    [InlineData("Gateway:ApiKeys:0:Sha256", "the key itself", "Gateway:ApiKeys:0:Sha256: must be the 64 hexadecimal digits of the key's SHA-256 hash.")]
    [InlineData("Voices:MaxClipBytes", "0", "Voices:MaxClipBytes: ")]
    [InlineData("Voices:MaxPerTenant", "0", "Voices:MaxPerTenant: ")]
    [InlineData("Voices:MaxTranscriptLength", "0", "Voices:MaxTranscriptLength: ")]
    [InlineData("Voices:EmbeddingCacheBytes", "1", "Voices:EmbeddingCacheBytes: ")]
    [InlineData("Watermark:Enabled", "true", "Watermark:Key: needs 32 to 128 hexadecimal digits, the same for every replica (openssl rand -hex 32), or Watermark:Enabled=false to leave speech unmarked.")]
    [InlineData("Watermark:Key", "the secret", "Watermark:Key: must be 32 to 128 hexadecimal digits, two a byte (openssl rand -hex 32).")]
    [InlineData("Watermark:Operator", "256", "Watermark:Operator: ")]
    [InlineData("Redis:Connection", ",password=secret", "Redis:Connection: names no HOST:PORT.")]
    [InlineData("Redis:Connection", "redis:6379,connectTimeout=soon", "Redis:Connection: is not a connection string of StackExchange.Redis, such as redis:6379.")]
    public async Task Setting_ThatIsWrong_StopsTheStartAndIsNamed(string key, string value, string message)
    {
        await using var fleet = new FakeFleet();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => fleet.StartGateway([.. Addresses.Where(address => address.Key != key), (key, value)]));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TextFrontend")]
    [InlineData("TokenGenerator")]
    [InlineData("AcousticDecoder")]
    public async Task Service_WithoutAnAddress_StopsTheStartAndIsNamed(string service)
    {
        await using var fleet = new FakeFleet();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => fleet.StartGateway([.. Addresses.Where(address => !address.Key.Contains(service, StringComparison.Ordinal))]));

        Assert.Contains($"Services:{service}: needs at least one address", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reflection_ListsThePublicServicesAndNoOthers()
    {
        await using var fleet = await FakeFleet.StartUsual();
        using var call = new ServerReflection.ServerReflectionClient(fleet.Gateway.Channel).ServerReflectionInfo(
            cancellationToken: TestContext.Current.CancellationToken);

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, TestContext.Current.CancellationToken);
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        var names = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ToList();
        Assert.Superset(new HashSet<string> { "qwen3tts.v1.Speech", "qwen3tts.v1.Voices", "qwen3tts.v1.Models", "grpc.health.v1.Health" }, names.ToHashSet());
        Assert.DoesNotContain(names, name => name.Contains("internal", StringComparison.Ordinal));
    }
}
