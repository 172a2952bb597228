using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Shares embeddings within this process.</summary>
internal sealed class MemoryEmbeddingShare(EmbeddingCache cache, IOptions<VoicesOptions> options) : IEmbeddingShare
{
    private readonly ConcurrentDictionary<string, byte[]> _keys = new();

    public Task<string> DigestAsync(Tenant tenant, ReadOnlyMemory<byte> clip, CancellationToken cancellation) => Task.FromResult(
        ClipDigest.Of(_keys.GetOrAdd(tenant.Name, _ => RandomNumberGenerator.GetBytes(ClipDigest.KeyBytes)), clip.Span));

    public Task<ClipEmbedding> GetOrMakeAsync(
        Tenant tenant, ShareScope scope, string address, Func<CancellationToken, Task<ClipEmbedding>> make, CancellationToken cancellation) =>
        cache.GetOrMakeAsync(
            $"{Tag(tenant, scope)}/{address}",
            [Tag(tenant, scope)],
            options.Value.EmbeddingLifetime,
            make,
            async (state, making) => await state(making),
            cancellation);

    public Task DropAsync(Tenant tenant, ShareScope scope) => cache.DropAsync(Tag(tenant, scope)).AsTask();

    private static string Tag(Tenant tenant, ShareScope scope) => $"share/{tenant.Name}/{scope}";
}
