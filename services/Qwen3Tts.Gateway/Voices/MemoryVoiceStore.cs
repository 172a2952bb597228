using System.Collections.Concurrent;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Keeps voices until the process ends.</summary>
internal sealed class MemoryVoiceStore : IVoiceStore
{
    private readonly ConcurrentDictionary<(Tenant Tenant, string Name), Entry> _entries = new();

    public Task<bool> TryAddAsync(Tenant tenant, RegisteredVoice voice, ReadOnlyMemory<byte> clip, CancellationToken cancellation) =>
        Task.FromResult(_entries.TryAdd((tenant, voice.Name), new Entry(voice, clip)));

    public Task<RegisteredVoice?> FindAsync(Tenant tenant, string name, CancellationToken cancellation) =>
        Task.FromResult(_entries.GetValueOrDefault((tenant, name))?.Voice);

    public Task<IReadOnlyList<RegisteredVoice>> ListAsync(Tenant tenant, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<RegisteredVoice>>(
        [
            .. _entries.Where(entry => entry.Key.Tenant == tenant).Select(entry => entry.Value.Voice).OrderBy(voice => voice.Name, StringComparer.Ordinal),
        ]);

    public Task<bool> RemoveAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation) =>
        Task.FromResult(Find(tenant, voice) is { } entry && _entries.TryRemove(new((tenant, voice.Name), entry)));

    public Task<ReadOnlyMemory<byte>?> ReadClipAsync(Tenant tenant, RegisteredVoice voice, CancellationToken cancellation) =>
        Task.FromResult(Find(tenant, voice)?.Clip);

    public Task<VoiceEmbedding?> FindEmbeddingAsync(
        Tenant tenant, RegisteredVoice voice, EmbeddingKey key, CancellationToken cancellation) =>
        Task.FromResult(Find(tenant, voice)?.Embeddings.GetValueOrDefault(key));

    public Task SaveEmbeddingAsync(
        Tenant tenant, RegisteredVoice voice, EmbeddingKey key, VoiceEmbedding embedding, CancellationToken cancellation)
    {
        if (Find(tenant, voice) is { } entry)
            entry.Embeddings[key] = embedding;
        return Task.CompletedTask;
    }

    private Entry? Find(Tenant tenant, RegisteredVoice voice) =>
        _entries.TryGetValue((tenant, voice.Name), out var entry) && entry.Voice.Id == voice.Id ? entry : null;

    private sealed record Entry(RegisteredVoice Voice, ReadOnlyMemory<byte> Clip)
    {
        public ConcurrentDictionary<EmbeddingKey, VoiceEmbedding> Embeddings { get; } = new();
    }
}
