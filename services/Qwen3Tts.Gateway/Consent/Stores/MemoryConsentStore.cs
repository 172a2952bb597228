using System.Collections.Concurrent;
using Qwen3Tts.Gateway.Tenants;

namespace Qwen3Tts.Gateway.Consent.Stores;

/// <summary>Keeps consents until the process ends.</summary>
internal sealed class MemoryConsentStore : IConsentStore
{
    private readonly ConcurrentDictionary<(Tenant Tenant, string Id), Entry> _entries = new();

    public Task AddAsync(Tenant tenant, VoiceConsent consent, CancellationToken cancellation)
    {
        _entries[(tenant, consent.Id)] = new Entry(consent, null);
        return Task.CompletedTask;
    }

    public Task<VoiceConsent?> FindAsync(Tenant tenant, string id, CancellationToken cancellation) =>
        Task.FromResult(_entries.GetValueOrDefault((tenant, id))?.Consent);

    public Task<IReadOnlyList<VoiceConsent>> ListAsync(Tenant tenant, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<VoiceConsent>>(
            [.. _entries.Where(entry => entry.Key.Tenant == tenant).Select(entry => entry.Value.Consent).OrderBy(consent => consent.Issued)]);

    public Task<bool> TryReplaceAsync(Tenant tenant, VoiceConsent next, ConsentAudio? audio, CancellationToken cancellation) => Task.FromResult(
        _entries.TryGetValue((tenant, next.Id), out var known)
        && known.Consent.Revision == next.Revision - 1
        && _entries.TryUpdate((tenant, next.Id), new Entry(next, next.Key is null ? null : audio ?? known.Audio), known));

    public Task<ConsentAudio?> FindAudioAsync(Tenant tenant, string id, CancellationToken cancellation) =>
        Task.FromResult(_entries.GetValueOrDefault((tenant, id))?.Audio);

    public Task RemoveAsync(Tenant tenant, string id, CancellationToken cancellation)
    {
        _entries.TryRemove((tenant, id), out _);
        return Task.CompletedTask;
    }

    // Compared by identity, so that an update fails where another came between.
    private sealed class Entry(VoiceConsent consent, ConsentAudio? audio)
    {
        public VoiceConsent Consent => consent;

        public ConsentAudio? Audio => audio;
    }
}
