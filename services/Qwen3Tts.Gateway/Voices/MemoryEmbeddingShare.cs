using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Shares embeddings within this process.</summary>
internal sealed class MemoryEmbeddingShare(HybridCache cache, IOptions<VoicesOptions> options) : IEmbeddingShare
{
    private readonly ConcurrentDictionary<string, byte[]> _keys = new();

    public Task<string> DigestAsync(Tenant tenant, ReadOnlyMemory<byte> clip, CancellationToken cancellation) => Task.FromResult(
        ClipDigest.Of(_keys.GetOrAdd(tenant.Name, _ => RandomNumberGenerator.GetBytes(ClipDigest.KeyBytes)), clip.Span));

    public async Task<ClipEmbedding> GetOrMakeAsync(
        Tenant tenant, string address, Func<CancellationToken, Task<ClipEmbedding>> make, CancellationToken cancellation) =>
        await cache.GetOrCreateAsync(
            $"clip/{tenant.Name}/{address}",
            async making => await make(making),
            new HybridCacheEntryOptions
            {
                Expiration = options.Value.EmbeddingLifetime,
                Flags = HybridCacheEntryFlags.DisableDistributedCache,
            },
            cancellationToken: cancellation);
}
