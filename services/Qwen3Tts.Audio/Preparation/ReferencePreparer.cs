using Qwen3Tts.Audio.Activity;
using Qwen3Tts.Audio.Denoising;
using Qwen3Tts.Audio.Loudness;
using Qwen3Tts.Audio.Resampling;
using Qwen3Tts.Audio.Spectra;
using Qwen3Tts.Audio.Wave;

namespace Qwen3Tts.Audio.Preparation;

/// <summary>
/// Makes a reference clip ready: resampled, silence at both ends trimmed, of a long one the best stretch chosen, noise reduced where there
/// is some, brought to one loudness. The same clip gives the same samples.
/// </summary>
public sealed class ReferencePreparer
{
    /// <summary>Changes whenever the same clip would be prepared otherwise, so that what was made of it is not mixed.</summary>
    public const int Revision = 1;

    private const double FrameSeconds = 0.0213;

    // Noise that is taken out altogether takes the ends of words with it, and leaves tones that come and go.
    private const double NoiseFloorDb = -20;

    private const double SecondsBeforeSpeech = 0.1;
    private const double SecondsAfterSpeech = 0.2;
    private const double FadeSeconds = 0.005;

    private readonly PreparationSettings _settings;
    private readonly int _sampleRate;
    private readonly ShortTimeFourier _fourier;

    /// <param name="sampleRate">Of the prepared samples, in hertz.</param>
    public ReferencePreparer(PreparationSettings settings, int sampleRate)
    {
        _settings = settings;
        _sampleRate = sampleRate;
        _fourier = new ShortTimeFourier((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(FrameSeconds * sampleRate)));
    }

    /// <param name="whole">Only silence at the ends is cut off, whatever the length: of a clip whose words are known none may be lost.</param>
    public PreparedClip Prepare(Waveform clip, bool whole, CancellationToken cancellationToken)
    {
        var samples = new Resampler(clip.SampleRate, _sampleRate).Resample(clip.Samples);
        cancellationToken.ThrowIfCancellationRequested();
        var spectrogram = _fourier.Analyse(samples);
        var powers = spectrogram.Powers();
        var noise = NoiseTracker.Track(powers, spectrogram.Frames, spectrogram.Bins);
        var activity = SpeechDetector.Detect(spectrogram, powers, noise, _sampleRate, _fourier.Hop, samples.Length);
        cancellationToken.ThrowIfCancellationRequested();
        var measured = new ClipMeasurements(
            clip.Seconds,
            clip.SampleRate,
            (double)activity.SpeechSamples / _sampleRate,
            LoudnessMeter.Integrated(samples, _sampleRate),
            ClippingMeter.Share(clip.Samples),
            activity.SnrDb);

        var stretch = Stretch(samples, activity, whole);
        var denoised = activity is { Segments.Count: > 0, NoiseIsSteady: true } && activity.SnrDb < _settings.DenoiseBelowDb;
        if (denoised)
        {
            Denoiser.Reduce(spectrogram, powers, noise, activity.FrameIsSpeech, NoiseFloorDb);
            cancellationToken.ThrowIfCancellationRequested();
            samples = _fourier.Synthesise(spectrogram, samples.Length);
        }

        var prepared = samples.AsSpan(stretch.Start, stretch.Length).ToArray();
        Fade(prepared, startsInside: stretch.Start > 0, endsInside: stretch.End < samples.Length);
        var gain = Leveller.Level(prepared, _sampleRate, _settings.TargetLufs);
        return new PreparedClip(
            prepared, _sampleRate, (double)stretch.Start / _sampleRate, SpeechSeconds(activity, stretch), denoised, gain, measured);
    }

    private SpeechSegment Stretch(ReadOnlySpan<float> samples, SpeechActivity activity, bool whole)
    {
        if (activity.Segments.Count is 0)
            return new SpeechSegment(0, samples.Length);
        var most = (int)(_settings.MaxSeconds * _sampleRate);
        var speech = new SpeechSegment(activity.Segments[0].Start, activity.Segments[^1].End);
        if (!whole && speech.Length > most)
            speech = StretchChooser.Choose(samples, activity, _sampleRate, most);
        return new SpeechSegment(
            Math.Max(0, speech.Start - (int)(SecondsBeforeSpeech * _sampleRate)),
            Math.Min(samples.Length, speech.End + (int)(SecondsAfterSpeech * _sampleRate)));
    }

    private double SpeechSeconds(SpeechActivity activity, SpeechSegment stretch) => activity.Segments
        .Sum(segment => Math.Max(0, Math.Min(segment.End, stretch.End) - Math.Max(segment.Start, stretch.Start))) / (double)_sampleRate;

    // A cut inside sound would click.
    private void Fade(Span<float> samples, bool startsInside, bool endsInside)
    {
        var length = Math.Min((int)(FadeSeconds * _sampleRate), samples.Length / 2);
        for (var i = 0; i < length; i++)
        {
            var gain = (i + 0.5f) / length;
            if (startsInside)
                samples[i] *= gain;
            if (endsInside)
                samples[^(i + 1)] *= gain;
        }
    }
}
