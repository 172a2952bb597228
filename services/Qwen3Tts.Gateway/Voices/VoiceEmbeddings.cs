using System.Diagnostics;
using Microsoft.Extensions.Caching.Hybrid;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>
/// One embedding a voice and family, made on first use: from memory, else from the store, else from the clip, which all replicas share.
/// Who asks for the same at the same time shares the making, which stops when all of them have gone.
/// </summary>
internal sealed class VoiceEmbeddings(HybridCache cache, IVoiceStore store, IEmbeddingShare share, ISpeakerEmbedder embedder)
{
    private static readonly HybridCacheEntryOptions Kept = new()
    {
        Expiration = TimeSpan.FromHours(1),
        Flags = HybridCacheEntryFlags.DisableDistributedCache,
    };

    /// <exception cref="SpeechException">
    /// Unavailable: the service that makes embeddings, or the store, is not there. NotFound: the voice has been deleted.
    /// </exception>
    public async Task<VoiceEmbedding> GetAsync(VoiceUse use, CancellationToken cancellation) => (await cache.GetOrCreateAsync(
        CacheKey(use),
        // The making runs apart from its callers, but belongs to the trace of the first.
        (Use: use, Trace: Activity.Current),
        async (state, making) =>
        {
            Activity.Current = state.Trace;
            return state.Use.Voice is RegisteredVoice voice
                ? new ClipEmbedding(await OfRegisteredAsync(state.Use, voice, making), voice.ClipSeconds)
                : await embedder.EmbedBuiltInAsync(state.Use.Embedder, state.Use.Voice.Name, state.Use.CodeGroups, making);
        },
        Kept,
        cancellationToken: cancellation)).Embedding;

    // The id, so that a deleted voice's is not found for a new one of the same clip.
    private static string CacheKey(VoiceUse use) => use.Voice is RegisteredVoice voice
        ? $"registered/{use.Tenant.Name}/{voice.Id}/{use.Key.Address(voice.ClipDigest, voice.Transcript)}"
        : $"built-in/{use.Embedder}/{use.Voice.Name}/{use.Key}";

    private async Task<VoiceEmbedding> OfRegisteredAsync(VoiceUse use, RegisteredVoice voice, CancellationToken cancellation)
    {
        var address = use.Key.Address(voice.ClipDigest, voice.Transcript);
        if (await store.FindEmbeddingAsync(use.Tenant, voice, address, cancellation) is { } saved)
            return saved;

        var clip = await store.ReadClipAsync(use.Tenant, voice, cancellation)
            ?? throw SpeechException.NotFound($"The voice '{voice.Name}' has been deleted.");
        var made = await share.GetOrMakeAsync(
            use.Tenant,
            address,
            making => embedder.EmbedClipAsync(
                use.Embedder, new ReferenceClip(clip, voice.Transcript), use.CodeGroups, compareHalves: false, making),
            cancellation);
        await store.SaveEmbeddingAsync(use.Tenant, voice, address, made.Embedding, cancellation);
        return made.Embedding;
    }
}
