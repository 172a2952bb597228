using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Limits;
using Qwen3Tts.Gateway.Limits.Stores;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Tests.Redis;
using StackExchange.Redis;

namespace Qwen3Tts.UnitTests.Gateway.Limits;

public sealed class RedisLimitStoreTest(RedisServer server) : LimitStoreContract, IClassFixture<RedisServer>, IAsyncDisposable
{
    private readonly RedisConnection _connection = Connect(server);

    private protected override ILimitStore Store => new RedisLimitStore(_connection);

    [Fact]
    public async Task Replicas_ThatShareARedis_ShareALimit()
    {
        await using var another = Connect(server);
        var allowance = new Allowance(3, "", 0, "");

        var entered = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
            (await new RedisLimitStore(i % 2 is 0 ? _connection : another).EnterAsync(Acme, allowance, Call($"{i}"))).Refused));

        Assert.Equal(3, entered.Count(refused => refused is null));
    }

    [Fact]
    public async Task Keys_OfATenantThatDoesNothing_GoByThemselves()
    {
        var allowance = new Allowance(3, "", 60, "");
        await Store.EnterAsync(Acme, allowance, Call("a"));
        await Store.CountAsync(Acme, allowance, Call("a"), 30);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Connection);

        foreach (var key in new[] { RedisKeys.OpenUtterances(Acme), RedisKeys.PermitHolders(Acme) })
            Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(key))!.Value, TimeSpan.Zero, ILimitStore.Lease);
        Assert.InRange((await redis.GetDatabase().KeyTimeToLiveAsync(RedisKeys.PaidOff(Acme)))!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(31));
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    // Redis's clock cannot be moved, but what it is compared with can.
    private protected override async Task PassAsync(Tenant tenant, TimeSpan time)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Connection);
        var database = redis.GetDatabase();
        foreach (var utterance in await database.SortedSetRangeByScoreAsync(RedisKeys.OpenUtterances(tenant)))
            await database.SortedSetDecrementAsync(RedisKeys.OpenUtterances(tenant), utterance, time.TotalMilliseconds);
        if (await database.KeyExistsAsync(RedisKeys.PaidOff(tenant)))
            await database.StringIncrementAsync(RedisKeys.PaidOff(tenant), -time.TotalMilliseconds);
    }

    private static RedisConnection Connect(RedisServer server) =>
        new(Options.Create(new RedisOptions { Connection = server.Connection }), NullLoggerFactory.Instance, TimeProvider.System);
}
