using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Tenants;
using Qwen3Tts.Gateway.Workers;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>Makes a voice's first embedding, so that a clip that is no good, or a transcript that is not of it, is refused.</summary>
internal sealed class Enrolment(IVoiceStore store, IEmbeddingShare share, ISpeakerEmbedder embedder)
{
    /// <returns>The voice with what was found of the clip.</returns>
    /// <exception cref="SpeechException">
    /// Invalid: the clip is no good; says why. Unavailable or Unsupported: nothing that could make the embedding is there.
    /// </exception>
    public async Task<(RegisteredVoice Voice, ClipEmbedding Embedding)> EmbedAsync(
        Tenant tenant, RegisteredVoice voice, ReadOnlyMemory<byte> clip, ModelCatalog models, CancellationToken cancellation)
    {
        var encoder = Encoder(models);
        var digest = await share.DigestAsync(tenant, clip, cancellation);
        var made = await share.GetOrMakeAsync(
            tenant,
            ShareScope.OfClip(digest),
            Key(encoder).Address(digest, voice.Transcript, compareHalves: true),
            making => embedder.EmbedClipAsync(
                encoder.Model, new ReferenceClip(clip, voice.Transcript), codeGroups: null, compareHalves: true, making),
            cancellation);
        return (voice with { ClipSeconds = made.ClipSeconds, ClipDigest = digest, Family = encoder.Family, Report = made.Report }, made);
    }

    /// <summary>What would be found of a clip. Nothing is kept of it.</summary>
    /// <exception cref="SpeechException">Invalid: it cannot be read; says why. Unavailable or Unsupported: nothing that could judge it is there.</exception>
    public Task<PreparationReport> ValidateAsync(ReferenceClip clip, ModelCatalog models, CancellationToken cancellation) =>
        embedder.ValidateClipAsync(Encoder(models).Model, clip, cancellation);

    /// <summary>Forgets what <see cref="EmbedAsync"/> made of a clip that no voice came of.</summary>
    public Task ForgetAsync(Tenant tenant, RegisteredVoice voice) => share.DropAsync(tenant, ShareScope.OfClip(voice.ClipDigest));

    /// <summary>Keeps the embedding with the voice. Where that fails the voice is there all the same: it is made again when it is used.</summary>
    public async Task SaveAsync(
        Tenant tenant, RegisteredVoice voice, ClipEmbedding embedding, ModelCatalog models, CancellationToken cancellation)
    {
        try
        {
            await store.SaveEmbeddingAsync(
                tenant, voice, Key(Encoder(models)).Address(voice.ClipDigest, voice.Transcript), embedding.Embedding, cancellation);
        }
        catch (SpeechException error) when (error.Kind is SpeechErrorKind.Unavailable or SpeechErrorKind.Exhausted)
        {
        }
    }

    private static EmbeddingKey Key(SpeakerEncoder encoder) => new(encoder.Family, WithCodes: false, encoder.Revision);

    /// <summary>The encoder that embeds clips first.</summary>
    public static SpeakerEncoder Encoder(ModelCatalog models) => models.Encoders.Count > 0
        ? models.Encoders[0]
        : throw models.WhyNoEncoders ?? SpeechException.Unsupported("No served model clones voices, so none can be registered.");
}
