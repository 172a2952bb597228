using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Voices;
using Qwen3Tts.Tests.Redis;
using StackExchange.Redis;

namespace Qwen3Tts.UnitTests.Gateway.Voices;

/// <summary>Who makes an embedding for all replicas holds a lease.</summary>
public sealed class EmbeddingLeaseTest(RedisServer server) : IClassFixture<RedisServer>, IAsyncDisposable
{
    private const string Address = "an address";

    private readonly Tenant _tenant = new(Guid.NewGuid().ToString("N"));
    private readonly ShareScope _scope = ShareScope.OfClip("a clip");
    private readonly List<RedisConnection> _connections = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Holder_ThatStoppedRenewing_IsTakenOver_AndWhatItMakesThenIsNotShared()
    {
        // The first replica's time stands still, so that it does not renew.
        var (frozen, alive) = (Share(new FakeTimeProvider()), Share(TimeProvider.System));
        var (begun, stuck) = (new TaskCompletionSource(), new TaskCompletionSource<ClipEmbedding>());
        var first = frozen.GetOrMakeAsync(
            _tenant,
            _scope,
            Address,
            _ =>
            {
                begun.SetResult();
                return stuck.Task;
            },
            Ct);
        await begun.Task.WaitAsync(Ct);
        await EndLease();

        var second = await alive.GetOrMakeAsync(_tenant, _scope, Address, _ => Task.FromResult(Of(2)), Ct);
        stuck.SetResult(Of(1));

        Assert.Equal(2, second.Embedding.XVector[0]);
        Assert.Equal(1, (await first).Embedding.XVector[0]);
        Assert.Equal(2, (await alive.GetOrMakeAsync(_tenant, _scope, Address, _ => throw new InvalidOperationException(), Ct)).Embedding.XVector[0]);
    }

    [Fact]
    public async Task Holder_ThatWasTakenOver_RenewsAndReleasesNothing()
    {
        var time = new FakeTimeProvider();
        var (frozen, alive) = (Share(time), Share(TimeProvider.System));
        var (begun, stuck) = (new TaskCompletionSource(), new TaskCompletionSource<ClipEmbedding>());
        var (begunToo, stuckToo) = (new TaskCompletionSource(), new TaskCompletionSource<ClipEmbedding>());
        var first = frozen.GetOrMakeAsync(
            _tenant,
            _scope,
            Address,
            _ =>
            {
                begun.SetResult();
                return stuck.Task;
            },
            Ct);
        await begun.Task.WaitAsync(Ct);
        await EndLease();
        var second = alive.GetOrMakeAsync(
            _tenant,
            _scope,
            Address,
            _ =>
            {
                begunToo.SetResult();
                return stuckToo.Task;
            },
            Ct);
        await begunToo.Task.WaitAsync(Ct);
        var holder = await Holder();

        time.Advance(TimeSpan.FromSeconds(1));
        stuck.SetException(new InvalidOperationException("dead"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);

        Assert.Equal(holder, await Holder());
        stuckToo.SetResult(Of(2));
        Assert.Equal(2, (await second).Embedding.XVector[0]);
        Assert.Equal(2, (await frozen.GetOrMakeAsync(_tenant, _scope, Address, _ => throw new InvalidOperationException(), Ct)).Embedding.XVector[0]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
            await connection.DisposeAsync();
    }

    private static ClipEmbedding Of(float value) => new(new VoiceEmbedding([value], null), 1);

    private RedisEmbeddingShare Share(TimeProvider time)
    {
        var connection = new RedisConnection(
            Options.Create(new RedisOptions { Connection = server.Connection }), NullLoggerFactory.Instance, TimeProvider.System);
        _connections.Add(connection);
        return new RedisEmbeddingShare(connection, Options.Create(new VoicesOptions()), time, NullLogger<RedisEmbeddingShare>.Instance);
    }

    /// <summary>Lets the lease have ended long ago.</summary>
    private async Task EndLease() => await server.Do("HSET", RedisKeys.Making(_tenant, _scope).ToString(), Address, $"{await Holder()} 0");

    /// <summary>The number of the lock that is held.</summary>
    private async Task<string> Holder()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Connection);
        return (await redis.GetDatabase().HashGetAsync(RedisKeys.Making(_tenant, _scope), Address)).ToString().Split(' ')[0];
    }
}
