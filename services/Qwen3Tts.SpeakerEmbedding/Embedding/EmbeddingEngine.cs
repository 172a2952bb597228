using System.Threading.RateLimiting;
using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.SpeakerEmbedding.Clips;
using Qwen3Tts.SpeakerEmbedding.Enrolment;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.SpeakerEmbedding.Embedding;

/// <summary>Embeds clips, a bounded number at a time. Owns the models.</summary>
/// <param name="watch">Told of each clip whose turn it is; null is not told.</param>
internal sealed class EmbeddingEngine(
    ModelCatalog models, SpeakerEmbeddingOptions options, PreparationOptions preparation, RunWatch? watch = null) : IDisposable
{
    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions { PermitLimit = options.MaxClips });

    private readonly ClipExaminer _examiner = new(preparation);

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

    /// <summary>Embeds one clip as it is when its turn comes. What is running when the caller leaves ends at the next network.</summary>
    public Task<VoiceEmbedding> Embed(ServedModel model, Waveform clip, bool withCodes, CancellationToken cancellationToken) =>
        InTurn(() => Encode(model.Encoder, clip, withCodes, cancellationToken), cancellationToken);

    /// <summary>Prepares and embeds one clip when its turn comes: x-vector and codes are of the same prepared samples.</summary>
    /// <exception cref="SpeechException">Invalid: the clip is no good; says why.</exception>
    public Task<Enrolled> Enrol(ServedModel model, Waveform clip, EnrolmentRequest request, CancellationToken cancellationToken)
    {
        if (!preparation.Enabled)
            return InTurn(() => new Enrolled(Encode(model.Encoder, clip, request.WithCodes, cancellationToken), null), cancellationToken);
        return InTurn(
            () =>
            {
                var (prepared, report) = _examiner.Examine(clip, request, model.Encoder, cancellationToken);
                var errors = report.Findings.Where(finding => finding.IsError).Select(finding => finding.Message).ToList();
                return errors.Count is 0
                    ? new Enrolled(model.Encoder.Encode(prepared.Samples, request.WithCodes, cancellationToken), report)
                    : throw SpeechException.Invalid(string.Join(" ", errors));
            },
            cancellationToken);
    }

    /// <summary>Prepares one clip when its turn comes and says what is wrong with it.</summary>
    public Task<PreparationReport> Validate(ServedModel model, Waveform clip, EnrolmentRequest request, CancellationToken cancellationToken) =>
        InTurn(() => _examiner.Examine(clip, request, model.Encoder, cancellationToken).Report, cancellationToken);

    public void Dispose()
    {
        _places.Dispose();
        _turns.Dispose();
        models.Dispose();
    }

    private async Task<T> InTurn<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(
                () =>
                {
                    using (watch?.Begin())
                        return work();
                },
                cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    private static VoiceEmbedding Encode(IVoiceEncoder encoder, Waveform clip, bool withCodes, CancellationToken cancellationToken)
    {
        var samples = new Resampler(clip.SampleRate, encoder.SampleRate).Resample(clip.Samples);
        cancellationToken.ThrowIfCancellationRequested();
        return encoder.Encode(samples, withCodes, cancellationToken);
    }
}
