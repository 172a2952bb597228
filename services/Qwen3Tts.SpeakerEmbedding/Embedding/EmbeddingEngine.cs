using System.Threading.RateLimiting;
using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.SpeakerEmbedding.Clips;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.SpeakerEmbedding.Embedding;

/// <summary>Embeds clips, a bounded number at a time. Owns the models.</summary>
internal sealed class EmbeddingEngine(ModelCatalog models, SpeakerEmbeddingOptions options) : IDisposable
{
    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions { PermitLimit = options.MaxClips });

    // Never fuller than there are places.
    private readonly SemaphoreSlim _turns = new(options.MaxConcurrent);

    public ModelCatalog Models => models;

    /// <summary>A place for one clip, held until it is disposed.</summary>
    /// <exception cref="SpeechException">Exhausted: all places are taken.</exception>
    public IDisposable Enter()
    {
        var place = _places.AttemptAcquire();
        return place.IsAcquired
            ? place
            : throw SpeechException.Exhausted($"Speaker embedding is busy with {options.MaxClips} clips; try again later.");
    }

    /// <summary>Embeds one clip when its turn comes. What is running when the caller leaves ends at the next network.</summary>
    public async Task<VoiceEmbedding> Embed(ServedModel model, Waveform clip, bool withCodes, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Encode(model.Encoder, clip, withCodes, cancellationToken), cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        _turns.Dispose();
        models.Dispose();
    }

    private static VoiceEmbedding Encode(IVoiceEncoder encoder, Waveform clip, bool withCodes, CancellationToken cancellationToken)
    {
        var samples = new Resampler(clip.SampleRate, encoder.SampleRate).Resample(clip.Samples);
        cancellationToken.ThrowIfCancellationRequested();
        return encoder.Encode(samples, withCodes, cancellationToken);
    }
}
