using Microsoft.Extensions.Caching.Hybrid;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>
/// Embeddings in this process's memory, under tags that they can be dropped by. Who asks for the same at the same time shares the making,
/// which stops when all of them have gone.
/// </summary>
internal sealed class EmbeddingCache(HybridCache cache)
{
    private long _drops;

    /// <summary>Finds an embedding, or makes it. What is dropped while it is made is returned and not kept.</summary>
    public async Task<ClipEmbedding> GetOrMakeAsync<TState>(
        string key,
        string[] tags,
        TimeSpan lifetime,
        TState state,
        Func<TState, CancellationToken, ValueTask<ClipEmbedding>> make,
        CancellationToken cancellation)
    {
        var drops = Volatile.Read(ref _drops);
        var found = await cache.GetOrCreateAsync(
            key,
            state,
            make,
            new HybridCacheEntryOptions { Expiration = lifetime, Flags = HybridCacheEntryFlags.DisableDistributedCache },
            tags,
            cancellation);
        // The cache dates an entry from when it was made, so that a tag that was dropped before does not reach it.
        if (Volatile.Read(ref _drops) != drops)
            await cache.RemoveAsync(key, CancellationToken.None);
        return found;
    }

    public ValueTask DropAsync(string tag)
    {
        Interlocked.Increment(ref _drops);
        return cache.RemoveByTagAsync(tag);
    }
}
