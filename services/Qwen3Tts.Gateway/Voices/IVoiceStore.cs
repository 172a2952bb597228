using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Registered voices: what is known of each, its clip, and the embeddings made from the clip.</summary>
/// <exception cref="SpeechException">Unavailable: the store is not there; every method.</exception>
internal interface IVoiceStore
{
    /// <returns>False when the tenant has a voice of that name; nothing was changed.</returns>
    Task<bool> TryAddAsync(Tenant tenant, RegisteredVoice voice, ReadOnlyMemory<byte> clip, CancellationToken cancellation);

    Task<RegisteredVoice?> FindAsync(Tenant tenant, string name, CancellationToken cancellation);

    /// <returns>In the order of their names.</returns>
    Task<IReadOnlyList<RegisteredVoice>> ListAsync(Tenant tenant, CancellationToken cancellation);

    /// <summary>Removes the voice with its clip and embeddings.</summary>
    /// <returns>False when there was no such voice any more.</returns>
    Task<bool> RemoveAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation);

    /// <returns>Null when the voice has been removed.</returns>
    Task<ReadOnlyMemory<byte>?> ReadClipAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation);

    /// <returns>Null when none has been saved.</returns>
    Task<VoiceEmbedding?> FindEmbeddingAsync(Tenant tenant, RegisteredVoice voice, EmbeddingKey key, CancellationToken cancellation);

    /// <summary>Saves an embedding with the voice, unless the voice has been removed.</summary>
    Task SaveEmbeddingAsync(
        Tenant tenant, RegisteredVoice voice, EmbeddingKey key, VoiceEmbedding embedding, CancellationToken cancellation);
}
