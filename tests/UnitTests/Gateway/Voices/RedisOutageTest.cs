using Grpc.Core;
using Qwen3Tts.Tests.Redis;
using Qwen3Tts.UnitTests.Gateway.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.UnitTests.Gateway.Voices;

public sealed class RedisOutageTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_ThatGoesAwayAndComesBack_IsUnavailableByNameAndThenServesAgain()
    {
        await using var redis = new RedisServer();
        await redis.Start();
        await using var fleet = await Start(redis.Connection);
        await fleet.CreateVoice("mine", "clip");
        using (var call = fleet.Open())
            await call.Say(new SynthesizeStart { Voice = "mine" }, "a");

        await redis.Stop();
        await Unavailable(() => fleet.Voices.ListVoicesAsync(new ListVoicesRequest(), cancellationToken: Ct).ResponseAsync);
        await Unavailable(() => fleet.CreateVoice("another", "clip"));

        // What is known, and what needs no registered voice, goes on.
        foreach (var voice in new[] { "mine", "joe" })
        {
            using var call = fleet.Open();
            Assert.NotNull((await call.Say(new SynthesizeStart { Voice = voice }, "a")).Finished);
        }

        await redis.Start();
        await Back(fleet);
        Assert.Equal("mine", (await fleet.CreateVoice("mine", "clip")).Name);
    }

    [Fact]
    public async Task Redis_ThatWasNotThereAtTheStart_IsUnavailableByNameAndServesOnceItIs()
    {
        await using var redis = new RedisServer();
        await using var fleet = await Start(redis.Connection + ",connectTimeout=500");

        await Unavailable(() => fleet.Voices.ListVoicesAsync(new ListVoicesRequest(), cancellationToken: Ct).ResponseAsync);

        await redis.Start();
        await Back(fleet);
    }

    private static async Task<FakeFleet> Start(string connection)
    {
        var fleet = FakeFleet.Usual();
        // The client library logs an outage as errors.
        fleet.IsExpectedFault = entry => entry.Category.StartsWith("StackExchange.Redis", StringComparison.Ordinal)
            || entry.Text.Contains("Redis was wiped", StringComparison.Ordinal);
        await fleet.Start(("Redis:Connection", connection));
        return fleet;
    }

    private static async Task Unavailable(Func<Task> call) => Assert.Equal(
        new Status(StatusCode.Unavailable, "The voices are not available: Redis does not answer."), (await Assert.ThrowsAsync<RpcException>(call)).Status);

    // The client library reconnects in its own time.
    private static async Task Back(FakeFleet fleet)
    {
        while (true)
        {
            try
            {
                await fleet.Voices.ListVoicesAsync(new ListVoicesRequest(), cancellationToken: Ct);
                return;
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable)
            {
            }
        }
    }
}
