using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>
/// Registered voices: what is known of each, its clip, and the embeddings made from the clip. Each change is made whole or not at
/// all, together with its entry in the log (<see cref="Changes.IVoiceLog"/>). A voice that is revoked or removed takes with it what
/// was made of its clip for all replicas (<see cref="IEmbeddingShare"/>).
/// </summary>
/// <exception cref="SpeechException">Unavailable: the store is not there; every method. Exhausted: it is full; those that write.</exception>
internal interface IVoiceStore
{
    /// <param name="most">As many voices as the tenant may have, this one among them.</param>
    /// <returns>False when the tenant has a voice of that name; nothing was changed.</returns>
    /// <exception cref="SpeechException">Exhausted: the tenant has <paramref name="most"/>; nothing was changed.</exception>
    Task<bool> TryAddAsync(Tenant tenant, RegisteredVoice voice, ReadOnlyMemory<byte> clip, int most, CancellationToken cancellation);

    Task<RegisteredVoice?> FindAsync(Tenant tenant, string name, CancellationToken cancellation);

    /// <returns>In the order of their names.</returns>
    Task<IReadOnlyList<RegisteredVoice>> ListAsync(Tenant tenant, CancellationToken cancellation);

    /// <summary>Puts <paramref name="changed"/> in the place of the voice. One that is revoked loses its clip and embeddings.</summary>
    /// <returns>False when the voice was changed or removed meanwhile; nothing was changed.</returns>
    Task<bool> ReplaceAsync(Tenant tenant, RegisteredVoice current, RegisteredVoice changed, CancellationToken cancellation);

    /// <summary>Removes the voice with its clip and embeddings.</summary>
    /// <returns>False when there was no such voice any more.</returns>
    Task<bool> RemoveAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation);

    /// <summary>
    /// Enters into the log that a consent was withdrawn, and drops what is shared under it; the voices that were made with it are
    /// revoked one by one. May be repeated.
    /// </summary>
    Task WithdrawConsentAsync(Tenant tenant, string consentId, CancellationToken cancellation);

    /// <returns>Null when the voice has been removed or revoked.</returns>
    Task<ReadOnlyMemory<byte>?> ReadClipAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation);

    /// <param name="address">The embedding's content address.</param>
    /// <returns>Null when none has been saved, or what was saved is of another version.</returns>
    Task<VoiceEmbedding?> FindEmbeddingAsync(Tenant tenant, RegisteredVoice voice, string address, CancellationToken cancellation);

    /// <summary>Saves an embedding with the voice, unless the voice has been removed or revoked.</summary>
    /// <returns>False when it has been.</returns>
    Task<bool> SaveEmbeddingAsync(
        Tenant tenant, RegisteredVoice voice, string address, VoiceEmbedding embedding, CancellationToken cancellation);

    /// <summary>Notes when the voice was last used, unless it has been removed or revoked.</summary>
    Task TouchAsync(Tenant tenant, RegisteredVoice voice, DateTimeOffset used, CancellationToken cancellation);
}
