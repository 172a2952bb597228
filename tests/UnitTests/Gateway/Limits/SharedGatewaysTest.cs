using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Qwen3Tts.Gateway.Limits;
using Qwen3Tts.Tests.Redis;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;
using Status = Grpc.Core.Status;

namespace Qwen3Tts.UnitTests.Gateway.Limits;

/// <summary>Gateways that share a Redis share the limits of tenants.</summary>
public sealed class SharedGatewaysTest(RedisServer redis) : IClassFixture<RedisServer>
{
    private static readonly SynthesizeStart Joe = new() { Voice = "joe" };

    [Fact]
    public async Task Utterances_OfATenant_AreLimitedAtAllGatewaysTogether()
    {
        await using var one = await Start(("Limits:MaxUtterances", "2"));
        await using var two = await Start(("Limits:MaxUtterances", "2"));
        using var here = await Speaking(one);
        using var there = await Speaking(two);

        foreach (var fleet in new[] { one, two })
        {
            using var third = fleet.Open();
            await third.SendUntilRefused(new SynthesizeRequest { Start = Joe });
            Assert.Equal(
                new Status(StatusCode.ResourceExhausted, "The tenant 'local' has 2 utterances open, and Limits:MaxUtterances is 2; try again later."),
                await third.Fail());
        }

        await End(here);
        await one.Gateway.Probe.Ended;
        using var next = await Speaking(two);
        await End(next);
        await End(there);
    }

    [Fact]
    public async Task Text_OfATenant_IsLimitedAtAllGatewaysTogether()
    {
        await using var one = await Start(("Limits:CharactersPerMinute", "60"));
        await using var two = await Start(("Limits:CharactersPerMinute", "60"));
        using (var call = one.Open())
            await call.Say(Joe, new string('a', 90));
        await one.Gateway.Probe.Ended;

        using var refused = two.Open();
        await refused.SendUntilRefused(new SynthesizeRequest { Start = Joe });
        var error = await Assert.ThrowsAsync<RpcException>(refused.Next);

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
        // 30 are owed above a minute's worth, less what has been paid off since.
        Assert.InRange(error.GetRpcStatus()!.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task Utterance_ThatIsResumedElsewhere_CountsAsOne_AndEndsWhereItWas()
    {
        await using var one = await Start(("Limits:MaxUtterances", "1"));
        await using var two = await Start(("Limits:MaxUtterances", "1"));
        using var before = one.Open();
        await before.Start(Joe);
        var started = (await before.Next())!.Started;
        using var after = two.Open();

        await after.Send(new SynthesizeRequest { Resume = new SynthesizeResume { UtteranceToken = started.UtteranceToken } });
        Assert.Equal(started.UtteranceId, (await after.Next())!.Started.UtteranceId);
        await one.Gateway.App.Services.GetRequiredService<TenantLimits>().RenewAsync();

        Assert.Equal(new Status(StatusCode.Aborted, "This utterance goes on in another call, which resumed it."), await before.Fail());
        await End(after);
    }

    [Fact]
    public async Task Redis_Away_SpeechGoesOn()
    {
        await using var server = new RedisServer();
        await server.Start();
        await using var fleet = await Start(server, ("Limits:MaxUtterances", "1"), ("Limits:CharactersPerMinute", "600"));
        using var first = await Speaking(fleet);

        await server.Stop();

        using (var refused = fleet.Open())
        {
            await refused.SendUntilRefused(new SynthesizeRequest { Start = Joe });
            Assert.Equal(StatusCode.ResourceExhausted, (await refused.Fail()).StatusCode);
        }

        await End(first);
        await fleet.Gateway.Probe.Ended;
        using var next = fleet.Open();
        Assert.NotNull((await next.Say(Joe, "a")).Finished);
    }

    private Task<FakeFleet> Start(params (string Key, string Value)[] settings) => Start(redis, settings);

    private static async Task<FakeFleet> Start(RedisServer redis, params (string Key, string Value)[] settings)
    {
        await redis.Do("FLUSHALL");
        var fleet = FakeFleet.Usual();
        fleet.IsExpectedFault = entry => entry.Category.StartsWith("StackExchange.Redis", StringComparison.Ordinal)
            || entry.Text.Contains("Redis was wiped", StringComparison.Ordinal);
        await fleet.Start([("Redis:Connection", redis.Connection), .. settings]);
        return fleet;
    }

    private static async Task<SpeechCall> Speaking(FakeFleet fleet)
    {
        var call = fleet.Open();
        await call.Start(Joe);
        Assert.NotNull((await call.Next())!.Started);
        return call;
    }

    private static async Task End(SpeechCall call)
    {
        await call.Text("a");
        await call.HalfClose();
        while (await call.Next() is not null)
        {
        }
    }
}
