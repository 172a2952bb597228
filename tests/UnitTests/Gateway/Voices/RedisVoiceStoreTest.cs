using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Tests.Redis;
using StackExchange.Redis;

namespace Qwen3Tts.UnitTests.Gateway.Voices;

public sealed class RedisVoiceStoreTest(RedisServer server) : VoiceStoreContract, IClassFixture<RedisServer>, IAsyncDisposable
{
    private readonly RedisConnection _connection = new(
        Options.Create(new RedisOptions { Connection = server.Connection }), NullLoggerFactory.Instance, TimeProvider.System);

    private protected override IVoiceStore Store => new RedisVoiceStore(_connection, NullLogger<RedisVoiceStore>.Instance);

    private protected override IEmbeddingShare Share => new RedisEmbeddingShare(
        _connection, Options.Create(new VoicesOptions()), TimeProvider.System, NullLogger<RedisEmbeddingShare>.Instance);

    [Fact]
    public async Task EveryKey_HasTheTenant_AndRemovalLeavesNone()
    {
        var tenant = new Tenant("acme-keys");
        var voice = Voice("mine") with { ClipDigest = "digest" };
        await Store.TryAddAsync(tenant, voice, new byte[] { 1 }, Most, Ct);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Connection);
        await Share.GetOrMakeAsync(tenant, ShareScope.OfClip("digest"), "address", _ => Task.FromResult(Embedding), Ct);

        Assert.Equal(
            ["{qwen3tts}:acme-keys:embeddings:clip:digest", $"{{qwen3tts}}:acme-keys:voice:{voice.Id}", "{qwen3tts}:acme-keys:voices"], await Keys(redis));
        Assert.InRange(
            (await redis.GetDatabase().KeyTimeToLiveAsync("{qwen3tts}:acme-keys:embeddings:clip:digest"))!.Value,
            TimeSpan.FromSeconds(1),
            new VoicesOptions().EmbeddingLifetime);
        await Store.RemoveAsync(tenant, voice, Ct);
        Assert.Empty(await Keys(redis));
    }

    [Fact]
    public async Task Voices_OutliveTheConnection()
    {
        var tenant = new Tenant("acme-outlive");
        var voice = Voice("mine");
        await Store.TryAddAsync(tenant, voice, new byte[] { 1 }, Most, Ct);
        await using var another = new RedisConnection(
            Options.Create(new RedisOptions { Connection = server.Connection }), NullLoggerFactory.Instance, TimeProvider.System);

        Assert.Equal(voice, await new RedisVoiceStore(another, NullLogger<RedisVoiceStore>.Instance).FindAsync(tenant, "mine", Ct));
    }

    [Fact]
    public async Task Log_ReadWhileItIsWritten_GoesOnWithoutABreak()
    {
        const int Changes = 300;
        var log = new RedisVoiceLog(_connection);
        await Store.WithdrawConsentAsync(new Tenant("acme-log"), "first", Ct);
        var seen = (await log.ReadAsync(null, Ct)).End;
        var begin = seen.Number;

        var writing = Task.Run(
            async () =>
            {
                for (var change = 0; change < Changes; change++)
                    await Store.WithdrawConsentAsync(new Tenant("acme-log"), $"consent-{change}", Ct);
            },
            Ct);
        while (seen.Number < begin + Changes)
        {
            var page = await log.ReadAsync(seen, Ct);
            Assert.True(page.Follows(seen), $"{page.FirstNumber} to {page.Last} after {seen.Number}");
            seen = page.End;
        }

        await writing;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<List<string>> Keys(ConnectionMultiplexer redis)
    {
        var keys = new List<string>();
        await foreach (var key in redis.GetServer(server.Connection).KeysAsync(pattern: "*acme-keys*").WithCancellation(Ct))
            keys.Add(key.ToString());
        return [.. keys.Order(StringComparer.Ordinal)];
    }
}
