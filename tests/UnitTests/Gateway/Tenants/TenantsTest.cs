using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Tenants;

public sealed class TenantsTest
{
    private static readonly (string, string)[] Keys =
    [
        ("Gateway:ApiKeys:0:Tenant", "acme"), ("Gateway:ApiKeys:0:Sha256", Hash("acme's")), ("Gateway:ApiKeys:0:Attested", "true"),
        ("Gateway:ApiKeys:1:Tenant", "bolt"), ("Gateway:ApiKeys:1:Sha256", Hash("bolt's")), ("Gateway:ApiKeys:1:Attested", "true"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tenants_DoNotSeeOneAnothersVoices()
    {
        await using var fleet = await FakeFleet.StartUsual(Keys);
        await fleet.CreateVoice("mine", "clip", headers: new Metadata { { "authorization", "Bearer acme's" } });
        await fleet.CreateVoice("mine", "another clip", headers: new Metadata { { "x-api-key", "bolt's" } });
        await fleet.Voices.DeleteVoiceAsync(new DeleteVoiceRequest { Name = "mine" }, new Metadata { { "x-api-key", "bolt's" } }, cancellationToken: Ct);

        Assert.Contains("mine", await Names(new Metadata { { "authorization", "bearer acme's" } }));
        Assert.DoesNotContain("mine", await Names(new Metadata { { "x-api-key", "bolt's" } }));
        Assert.DoesNotContain("mine", await Names([]));

        async Task<IEnumerable<string>> Names(Metadata headers) =>
            (await fleet.Voices.ListVoicesAsync(new ListVoicesRequest(), headers, cancellationToken: Ct)).Voices.Select(voice => voice.Name);
    }

    [Theory]
    [InlineData("authorization", "Bearer nobody's")]
    [InlineData("authorization", "Basic acme's")]
    [InlineData("x-api-key", "acme")]
    public async Task EveryMethod_WithAKeyThatIsNone_IsUnauthenticated(string key, string value)
    {
        await using var fleet = await FakeFleet.StartUsual(Keys);
        var headers = new Metadata { { key, value } };

        await Refused(() => fleet.Voices.ListVoicesAsync(new ListVoicesRequest(), headers, cancellationToken: Ct).ResponseAsync);
        await Refused(() => fleet.Voices.GetVoiceAsync(new GetVoiceRequest { Name = "joe" }, headers, cancellationToken: Ct).ResponseAsync);
        await Refused(() => fleet.Voices.DeleteVoiceAsync(new DeleteVoiceRequest { Name = "joe" }, headers, cancellationToken: Ct).ResponseAsync);
        await Refused(() => fleet.Models.ListModelsAsync(new ListModelsRequest(), headers, cancellationToken: Ct).ResponseAsync);
        await Refused(() => fleet.CreateVoice("mine", "clip", headers: headers));
        await Refused(async () =>
        {
            using var call = fleet.Speech.Synthesize(headers, cancellationToken: Ct);
            await call.ResponseStream.MoveNext(Ct);
        });
    }

    [Fact]
    public async Task Loopback_WhereItIsNotAllowed_NeedsAKey()
    {
        await using var fleet = await FakeFleet.StartUsual([.. Keys, ("Gateway:AllowLoopback", "false")]);

        await Refused(() => fleet.Models.ListModelsAsync(new ListModelsRequest(), cancellationToken: Ct).ResponseAsync);
        Assert.NotEmpty((await fleet.Models.ListModelsAsync(
            new ListModelsRequest(), new Metadata { { "x-api-key", "acme's" } }, cancellationToken: Ct)).Models);
    }

    private static async Task Refused(Func<Task> call) =>
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);

    private static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
