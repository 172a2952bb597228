using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Blocking.Stores;

/// <summary>The operator's list, one for all tenants. Each change is made whole or not at all, and counted.</summary>
/// <exception cref="SpeechException">Unavailable: the store is not there; every method. Exhausted: it is full; those that write.</exception>
internal interface IBlockedVoiceStore
{
    /// <summary>Which list this is: another after each change, whoever made it.</summary>
    Task<string> ReadVersionAsync(CancellationToken cancellation);

    /// <param name="clip">Sealed.</param>
    /// <param name="most">As many entries as there may be, this one among them.</param>
    /// <returns>False when there are as many; nothing was changed.</returns>
    Task<bool> TryAddAsync(BlockedVoice entry, byte[] clip, int most, CancellationToken cancellation);

    /// <returns>In the order in which they were added.</returns>
    Task<IReadOnlyList<BlockedVoice>> ListAsync(CancellationToken cancellation);

    /// <returns>Sealed; null when there is no such entry.</returns>
    Task<byte[]?> FindClipAsync(string id, CancellationToken cancellation);

    /// <summary>Keeps one more vector with an entry, unless that has been removed.</summary>
    Task SaveVectorAsync(string id, string encoder, byte[] vector, CancellationToken cancellation);

    /// <returns>False when there was no such entry.</returns>
    Task<bool> RemoveAsync(string id, CancellationToken cancellation);
}
