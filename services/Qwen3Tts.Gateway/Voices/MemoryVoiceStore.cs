using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Voices.Changes;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Keeps voices, and the log of their changes, until the process ends.</summary>
internal sealed class MemoryVoiceStore(MemoryEmbeddingShare share) : IVoiceStore, IVoiceLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Tenant Tenant, string Name), Entry> _entries = [];
    private readonly Queue<VoiceChange> _log = new();
    private readonly string _origin = Guid.NewGuid().ToString("N");
    private long _last;

    public event Action? Hinted;

    public Task<bool> TryAddAsync(
        Tenant tenant, RegisteredVoice voice, ReadOnlyMemory<byte> clip, int most, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_entries.ContainsKey((tenant, voice.Name)) && _entries.Keys.Count(key => key.Tenant == tenant) >= most)
                throw VoicesOptions.TooMany(most);
            return Task.FromResult(_entries.TryAdd((tenant, voice.Name), new Entry(voice, clip)));
        }
    }

    public Task<RegisteredVoice?> FindAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult(_entries.GetValueOrDefault((tenant, name))?.Voice);
    }

    public Task<IReadOnlyList<RegisteredVoice>> ListAsync(Tenant tenant, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<RegisteredVoice>>(
            [
                .. _entries.Where(entry => entry.Key.Tenant == tenant).Select(entry => entry.Value.Voice).OrderBy(voice => voice.Name, StringComparer.Ordinal),
            ]);
        }
    }

    public async Task<bool> ReplaceAsync(Tenant tenant, RegisteredVoice current, RegisteredVoice changed, CancellationToken cancellation)
    {
        var revoked = changed.State is VoiceState.Revoked;
        lock (_gate)
        {
            if (Find(tenant, current) is not { } entry || entry.Voice.Revision != current.Revision)
                return false;
            entry.Voice = changed with { LastUsed = entry.Voice.LastUsed };
            if (revoked)
                entry.Drop();
            Log(new VoiceChange(revoked ? VoiceChangeKind.Revoked : VoiceChangeKind.Updated, tenant.Name, current.Id, current.Name));
        }

        if (revoked)
            await share.DropAsync(tenant, ShareScope.OfClip(current.ClipDigest));
        Hinted?.Invoke();
        return true;
    }

    public async Task<bool> RemoveAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (Find(tenant, voice) is not { } entry || entry.Voice.Revision != voice.Revision)
                return false;
            _entries.Remove((tenant, voice.Name));
            Log(new VoiceChange(VoiceChangeKind.Deleted, tenant.Name, voice.Id, voice.Name));
        }

        await share.DropAsync(tenant, ShareScope.OfClip(voice.ClipDigest));
        Hinted?.Invoke();
        return true;
    }

    public async Task WithdrawConsentAsync(Tenant tenant, string consentId, CancellationToken cancellation)
    {
        lock (_gate)
            Log(VoiceChange.OfConsent(tenant, consentId));
        await share.DropAsync(tenant, ShareScope.OfConsent(consentId));
        Hinted?.Invoke();
    }

    public Task<ReadOnlyMemory<byte>?> ReadClipAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult(Find(tenant, voice)?.Clip);
    }

    public Task<VoiceEmbedding?> FindEmbeddingAsync(
        Tenant tenant, RegisteredVoice voice, string address, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult(Find(tenant, voice)?.Embeddings.GetValueOrDefault(address));
    }

    public Task<bool> SaveEmbeddingAsync(
        Tenant tenant, RegisteredVoice voice, string address, VoiceEmbedding embedding, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (Find(tenant, voice) is not { Clip: not null } entry)
                return Task.FromResult(false);
            entry.Embeddings[address] = embedding;
            return Task.FromResult(true);
        }
    }

    public Task TouchAsync(Tenant tenant, RegisteredVoice voice, DateTimeOffset used, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (Find(tenant, voice) is { Clip: not null } entry)
                entry.Voice = entry.Voice with { LastUsed = DateTimeOffset.FromUnixTimeSeconds(used.ToUnixTimeSeconds()) };
        }

        return Task.CompletedTask;
    }

    public Task<VoiceLogPage> ReadAsync(VoiceLogPosition? after, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var first = _last - _log.Count + 1;
            List<VoiceChange> changes = after is { } seen ? [.. _log.Skip((int)Math.Max(0, seen.Number + 1 - first))] : [];
            return Task.FromResult(new VoiceLogPage(_origin, _last, _last - changes.Count + 1, changes));
        }
    }

    private void Log(VoiceChange change)
    {
        _last++;
        _log.Enqueue(change);
        if (_log.Count > IVoiceLog.MaxEntries)
            _log.Dequeue();
    }

    private Entry? Find(Tenant tenant, RegisteredVoice voice) =>
        _entries.TryGetValue((tenant, voice.Name), out var entry) && entry.Voice.Id == voice.Id ? entry : null;

    private sealed class Entry(RegisteredVoice voice, ReadOnlyMemory<byte> clip)
    {
        public RegisteredVoice Voice { get; set; } = voice;

        /// <summary>Null once the voice is revoked.</summary>
        public ReadOnlyMemory<byte>? Clip { get; private set; } = clip;

        public Dictionary<string, VoiceEmbedding> Embeddings { get; } = [];

        public void Drop()
        {
            Clip = null;
            Embeddings.Clear();
        }
    }
}
