using System.Globalization;

namespace Qwen3Tts.Gateway.Blocking.Stores;

/// <summary>Keeps the list until the process ends.</summary>
internal sealed class MemoryBlockedVoiceStore : IBlockedVoiceStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (BlockedVoice Entry, byte[] Clip)> _entries = [];
    private long _changes;

    public Task<string> ReadVersionAsync(CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult(_changes.ToString(CultureInfo.InvariantCulture));
    }

    public Task<bool> TryAddAsync(BlockedVoice entry, byte[] clip, int most, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_entries.Count >= most)
                return Task.FromResult(false);
            _entries[entry.Id] = (entry, clip);
            _changes++;
            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<BlockedVoice>> ListAsync(CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<BlockedVoice>>([.. _entries.Values.Select(kept => kept.Entry).OrderBy(entry => entry.Added)]);
    }

    public Task<byte[]?> FindClipAsync(string id, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult(_entries.TryGetValue(id, out var kept) ? kept.Clip : null);
    }

    public Task SaveVectorAsync(string id, string encoder, byte[] vector, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(id, out var kept))
            {
                _entries[id] = kept with { Entry = kept.Entry with { Vectors = new Dictionary<string, byte[]>(kept.Entry.Vectors) { [encoder] = vector } } };
                _changes++;
            }
        }

        return Task.CompletedTask;
    }

    public Task<bool> RemoveAsync(string id, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var removed = _entries.Remove(id);
            if (removed)
                _changes++;
            return Task.FromResult(removed);
        }
    }
}
