using Qwen3Tts.Gateway.Blocking.Stores;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Blocking;

/// <summary>The list, opened, in this process; read again where its version is another, which is asked for each time.</summary>
internal sealed class BlockedVoiceList(IBlockedVoiceStore store, BlockedVoiceSeal seal) : IDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private BlockedVoiceSnapshot? _last;

    /// <exception cref="SpeechException">Unavailable: the store is not there. Internal: the list is sealed with another key.</exception>
    public async Task<BlockedVoiceSnapshot> ReadAsync(CancellationToken cancellation)
    {
        // Before the list, so that what changes in between is read once more.
        var version = await store.ReadVersionAsync(cancellation);
        if (Volatile.Read(ref _last) is { } last && last.Version == version)
            return last;

        await _reading.WaitAsync(cancellation);
        try
        {
            if (_last is { } read && read.Version == version)
                return read;
            var entries = await store.ListAsync(cancellation);
            var snapshot = new BlockedVoiceSnapshot(version, [.. entries.Select(Open)]);
            Volatile.Write(ref _last, snapshot);
            return snapshot;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private BlockedVectors Open(BlockedVoice entry) => new(
        entry.Id, entry.Vectors.ToDictionary(vector => vector.Key, vector => seal.OpenVector(entry.Id, vector.Key, vector.Value)));
}
