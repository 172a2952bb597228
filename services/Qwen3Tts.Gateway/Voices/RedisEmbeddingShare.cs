using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>
/// Shares embeddings through Redis. Who is to make one holds a lock with a lease that it renews; the lock's number fences what is saved,
/// so that a holder who was taken for dead saves nothing. Who waits looks again until there is a value or no holder.
/// </summary>
internal sealed partial class RedisEmbeddingShare(
    RedisConnection redis, IOptions<VoicesOptions> options, TimeProvider time, ILogger<RedisEmbeddingShare> logger) : IEmbeddingShare
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RenewPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(40);

    private readonly ConcurrentDictionary<string, byte[]> _keys = new();

    public async Task<string> DigestAsync(Tenant tenant, ReadOnlyMemory<byte> clip, CancellationToken cancellation)
    {
        if (!_keys.TryGetValue(tenant.Name, out var key))
        {
            try
            {
                key = await redis.WriteAsync(database => KeyAsync(database, tenant), cancellation);
                _keys[tenant.Name] = key;
            }
            catch (SpeechException error)
            {
                LogUnshared(error, tenant.Name);
                key = RandomNumberGenerator.GetBytes(ClipDigest.KeyBytes);
            }
        }

        return ClipDigest.Of(key, clip.Span);
    }

    public async Task<ClipEmbedding> GetOrMakeAsync(
        Tenant tenant, ShareScope scope, string address, Func<CancellationToken, Task<ClipEmbedding>> make, CancellationToken cancellation)
    {
        while (true)
        {
            RedisResult found;
            try
            {
                found = await redis.WriteAsync(
                    database => database.ScriptEvaluateAsync(
                        RedisScripts.FindOrLock,
                        [RedisKeys.Embeddings(tenant, scope), RedisKeys.Making(tenant, scope), RedisKeys.Fence],
                        [address, VoiceRecords.EmbeddingPrefix, (long)Lease.TotalMilliseconds]),
                    cancellation);
            }
            catch (SpeechException error)
            {
                LogUnshared(error, tenant.Name);
                return await make(cancellation);
            }

            if (found.Resp2Type is ResultType.BulkString)
                return VoiceRecords.ReadClipEmbedding((byte[])found!) ?? await make(cancellation);
            if ((long)found is not 0 and var number)
                return await MakeAsync(tenant, scope, address, number, make, cancellation);
            await Task.Delay(PollPeriod, time, cancellation);
        }
    }

    public async Task DropAsync(Tenant tenant, ShareScope scope)
    {
        try
        {
            await redis.WriteAsync(
                database => database.KeyDeleteAsync([RedisKeys.Embeddings(tenant, scope), RedisKeys.Making(tenant, scope)]), CancellationToken.None);
        }
        catch (SpeechException error)
        {
            LogNotDropped(error, tenant.Name);
        }
    }

    private static async Task<byte[]> KeyAsync(IDatabase database, Tenant tenant)
    {
        var kept = await database.StringGetAsync(RedisKeys.DigestKey(tenant));
        if (!kept.IsNull)
            return (byte[])kept!;
        await database.StringSetAsync(RedisKeys.DigestKey(tenant), RandomNumberGenerator.GetBytes(ClipDigest.KeyBytes), when: When.NotExists);
        return (byte[])(await database.StringGetAsync(RedisKeys.DigestKey(tenant)))!;
    }

    private async Task<ClipEmbedding> MakeAsync(
        Tenant tenant,
        ShareScope scope,
        string address,
        long number,
        Func<CancellationToken, Task<ClipEmbedding>> make,
        CancellationToken cancellation)
    {
        using var made = new CancellationTokenSource();
        var renewing = RenewAsync(tenant, scope, address, number, made.Token);
        ClipEmbedding? embedding = null;
        try
        {
            embedding = await make(cancellation);
            return embedding;
        }
        finally
        {
            await made.CancelAsync();
            await renewing;
            await EndAsync(tenant, scope, address, number, embedding);
        }
    }

    private async Task RenewAsync(Tenant tenant, ShareScope scope, string address, long number, CancellationToken made)
    {
        try
        {
            using var timer = new PeriodicTimer(RenewPeriod, time);
            while (await timer.WaitForNextTickAsync(made))
            {
                await redis.WriteAsync(
                    database => database.ScriptEvaluateAsync(
                        RedisScripts.Renew, [RedisKeys.Making(tenant, scope)], [address, number, (long)Lease.TotalMilliseconds]),
                    made);
            }
        }
        catch (OperationCanceledException) when (made.IsCancellationRequested)
        {
        }
        catch (SpeechException error)
        {
            LogUnshared(error, tenant.Name);
        }
    }

    private async Task EndAsync(Tenant tenant, ShareScope scope, string address, long number, ClipEmbedding? embedding)
    {
        try
        {
            await redis.WriteAsync(
                database => embedding is null
                    ? database.ScriptEvaluateAsync(RedisScripts.Release, [RedisKeys.Making(tenant, scope)], [address, number])
                    : database.ScriptEvaluateAsync(
                        RedisScripts.Save,
                        [RedisKeys.Embeddings(tenant, scope), RedisKeys.Making(tenant, scope)],
                        [address, number, VoiceRecords.Write(embedding), (long)options.Value.EmbeddingLifetime.TotalMilliseconds]),
                CancellationToken.None);
        }
        catch (SpeechException error)
        {
            LogUnshared(error, tenant.Name);
        }
    }

    [LoggerMessage(45, LogLevel.Warning, "An embedding of tenant {Tenant} cannot be shared with other replicas.")]
    private partial void LogUnshared(Exception error, string tenant);

    [LoggerMessage(47, LogLevel.Warning, "What was made of a clip of tenant {Tenant} could not be dropped; it goes when Voices:EmbeddingLifetime is over.")]
    private partial void LogNotDropped(Exception error, string tenant);
}
