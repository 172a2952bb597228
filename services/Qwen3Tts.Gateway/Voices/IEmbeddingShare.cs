using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Embeddings of clips by their content, shared by all replicas: made once, kept for a while.</summary>
internal interface IEmbeddingShare
{
    /// <summary>
    /// A digest of a clip by a key that only this tenant's clips are digested by, so that no digest of one tenant says anything of
    /// another's clips.
    /// </summary>
    Task<string> DigestAsync(Tenant tenant, ReadOnlyMemory<byte> clip, CancellationToken cancellation);

    /// <summary>
    /// Finds what was made of a clip, or makes it; who asks for the same meanwhile, in whatever process, waits for it. Where nothing
    /// can be shared now it is made all the same. What is dropped while it is made is returned and not kept.
    /// </summary>
    /// <param name="address">See <see cref="EmbeddingKey.Address"/>.</param>
    Task<ClipEmbedding> GetOrMakeAsync(
        Tenant tenant, ShareScope scope, string address, Func<CancellationToken, Task<ClipEmbedding>> make, CancellationToken cancellation);

    /// <summary>Forgets all that was made under a scope, and lets nothing be kept that is being made. Where that fails it goes by its time.</summary>
    Task DropAsync(Tenant tenant, ShareScope scope);
}
