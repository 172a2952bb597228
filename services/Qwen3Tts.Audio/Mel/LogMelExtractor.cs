using System.Numerics;
using MathNet.Numerics.IntegralTransforms;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Mel;

/// <summary>
/// Log-mel spectrograms as the official package computes them for the speaker encoder (<c>mel_spectrogram</c> in
/// <c>modeling_qwen3_tts.py</c>): mirrored ends, periodic Hann window, √(re² + im² + 1e-9), Slaney mels, ln(max(x, 1e-5)).
/// </summary>
public sealed class LogMelExtractor
{
    private const double PowerFloor = 1e-9;
    private const double MelFloor = 1e-5;

    private readonly MelSettings _settings;
    private readonly SlaneyFilterBank _filters;
    private readonly double[] _window;

    /// <exception cref="ArgumentException">The FFT size is not a power of two, or the hop is not within 1 to it.</exception>
    public LogMelExtractor(MelSettings settings)
    {
        if (!BitOperations.IsPow2(settings.FftSize) || settings.HopSize < 1 || settings.HopSize > settings.FftSize)
            throw new ArgumentException($"An FFT of {settings.FftSize} with a hop of {settings.HopSize} is not possible.", nameof(settings));
        _settings = settings;
        _filters = new SlaneyFilterBank(settings);
        _window = [.. Enumerable.Range(0, settings.FftSize).Select(i => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / settings.FftSize))];
    }

    /// <summary>The fewest samples that the mirrored ends can be taken from and that make a frame.</summary>
    public int MinSamples => Math.Max(_settings.Padding + 1, _settings.FftSize - 2 * _settings.Padding);

    /// <param name="samples">Mono, at the settings' sample rate, full scale [−1, 1].</param>
    /// <exception cref="SpeechException">Invalid: fewer than <see cref="MinSamples"/>.</exception>
    public MelSpectrogram Extract(ReadOnlySpan<float> samples)
    {
        if (samples.Length < MinSamples)
            throw SpeechException.Invalid($"The audio has {samples.Length} samples; a mel spectrogram takes at least {MinSamples}.");

        var padded = Mirror(samples, _settings.Padding);
        var frames = (padded.Length - _settings.FftSize) / _settings.HopSize + 1;
        var values = new float[frames * _settings.Bands];
        var spectrum = new Complex[_settings.FftSize];
        var magnitudes = new double[_settings.FftSize / 2 + 1];
        var bands = new double[_settings.Bands];
        for (var frame = 0; frame < frames; frame++)
        {
            Transform(padded.AsSpan(frame * _settings.HopSize, _settings.FftSize), spectrum, magnitudes);
            _filters.Apply(magnitudes, bands);
            var row = values.AsSpan(frame * _settings.Bands, _settings.Bands);
            for (var band = 0; band < row.Length; band++)
                row[band] = (float)Math.Log(Math.Max(bands[band], MelFloor));
        }

        return new MelSpectrogram(values, frames, _settings.Bands);
    }

    private void Transform(ReadOnlySpan<float> frame, Complex[] spectrum, Span<double> magnitudes)
    {
        for (var i = 0; i < spectrum.Length; i++)
            spectrum[i] = frame[i] * _window[i];
        Fourier.Forward(spectrum, FourierOptions.NoScaling);
        for (var bin = 0; bin < magnitudes.Length; bin++)
        {
            var (re, im) = (spectrum[bin].Real, spectrum[bin].Imaginary);
            magnitudes[bin] = Math.Sqrt(re * re + im * im + PowerFloor);
        }
    }

    // The end samples themselves are not repeated.
    private static float[] Mirror(ReadOnlySpan<float> samples, int padding)
    {
        var padded = new float[samples.Length + 2 * padding];
        samples.CopyTo(padded.AsSpan(padding));
        for (var i = 1; i <= padding; i++)
        {
            padded[padding - i] = samples[i];
            padded[padding + samples.Length - 1 + i] = samples[samples.Length - 1 - i];
        }

        return padded;
    }
}
