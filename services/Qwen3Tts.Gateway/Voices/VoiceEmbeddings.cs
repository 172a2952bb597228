using System.Diagnostics;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Voices.Changes;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>
/// One embedding a voice and family, made on first use: from memory, else from the store, else from the clip, which all replicas share.
/// </summary>
internal sealed class VoiceEmbeddings(EmbeddingCache cache, IVoiceStore store, IEmbeddingShare share, ISpeakerEmbedder embedder, GatewayMetrics metrics)
{
    private const string AllRegistered = "registered";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <exception cref="SpeechException">
    /// Unavailable: the service that makes embeddings, or the store, is not there. NotFound: the voice has been deleted.
    /// </exception>
    public async Task<VoiceEmbedding> GetAsync(VoiceUse use, CancellationToken cancellation)
    {
        if (use.Voice is OneOffVoice cloned)
            return cloned.Embedding;
        var lookup = new Lookup();
        var found = await FindAsync(use, lookup, cancellation);
        metrics.EmbeddingFound(lookup.Source);
        return found.Embedding;
    }

    /// <summary>Forgets the embeddings of a voice that was revoked or deleted, also those that are being made.</summary>
    public ValueTask ForgetAsync(VoiceChange change) => cache.DropAsync(Tag(change.Tenant, change.Id));

    /// <summary>Forgets the embeddings of all registered voices.</summary>
    public ValueTask ForgetAllAsync() => cache.DropAsync(AllRegistered);

    private Task<ClipEmbedding> FindAsync(VoiceUse use, Lookup lookup, CancellationToken cancellation) => cache.GetOrMakeAsync(
        CacheKey(use),
        use.Voice is RegisteredVoice registered ? [AllRegistered, Tag(use.Tenant.Name, registered.Id)] : [],
        Lifetime,
        // The making runs apart from its callers, but belongs to the trace of the first.
        (Use: use, Lookup: lookup, Trace: Activity.Current),
        async (state, making) =>
        {
            Activity.Current = state.Trace;
            if (state.Use.Voice is RegisteredVoice voice)
                return new ClipEmbedding(await OfRegisteredAsync(state.Use, voice, state.Lookup, making), voice.ClipSeconds);
            state.Lookup.Source = EmbeddingSource.Made;
            return await embedder.EmbedBuiltInAsync(state.Use.Embedder, state.Use.Voice.Name, state.Use.CodeGroups, making);
        },
        cancellation);

    private static string Tag(string tenant, string id) => $"voice/{tenant}/{id}";

    // The id, so that a deleted voice's is not found for a new one of the same clip.
    private static string CacheKey(VoiceUse use) => use.Voice is RegisteredVoice voice
        ? $"registered/{use.Tenant.Name}/{voice.Id}/{use.Key.Address(voice.ClipDigest, voice.Transcript)}"
        : $"built-in/{use.Embedder}/{use.Voice.Name}/{use.Key}";

    private async Task<VoiceEmbedding> OfRegisteredAsync(VoiceUse use, RegisteredVoice voice, Lookup lookup, CancellationToken cancellation)
    {
        lookup.Source = EmbeddingSource.Store;
        var address = use.Key.Address(voice.ClipDigest, voice.Transcript);
        if (await store.FindEmbeddingAsync(use.Tenant, voice, address, cancellation) is { } saved)
            return saved;

        var clip = await store.ReadClipAsync(use.Tenant, voice, cancellation)
            ?? throw SpeechException.NotFound($"The voice '{voice.Name}' has been deleted.");
        lookup.Source = EmbeddingSource.Shared;
        var made = await share.GetOrMakeAsync(
            use.Tenant,
            ShareScope.OfClip(voice.ClipDigest),
            address,
            making =>
            {
                lookup.Source = EmbeddingSource.Made;
                return embedder.EmbedClipAsync(
                    use.Embedder, new ReferenceClip(clip, voice.Transcript), use.CodeGroups, compareHalves: false, making);
            },
            cancellation);
        if (await store.SaveEmbeddingAsync(use.Tenant, voice, address, made.Embedding, cancellation))
            return made.Embedding;
        // It may have been begun after what was shared of the clip was dropped.
        await share.DropAsync(use.Tenant, ShareScope.OfClip(voice.ClipDigest));
        throw SpeechException.NotFound($"The voice '{voice.Name}' has been deleted.");
    }
    /// <summary>Where one call found its embedding: in memory, unless the making that it began says otherwise.</summary>
    private sealed class Lookup
    {
        public EmbeddingSource Source { get; set; }
    }
}
