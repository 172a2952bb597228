using MathNet.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Qwen3Tts.Audio.Spectra;

/// <summary>
/// Frames under the root of a Hann window, overlapping by half, to spectra and back: without a change between, the same samples. Two real
/// frames share one complex transform.
/// </summary>
internal sealed class ShortTimeFourier
{
    private readonly int _size;
    private readonly float[] _window;

    /// <param name="size">Samples of a frame: a power of two.</param>
    public ShortTimeFourier(int size)
    {
        _size = size;
        _window = [.. Enumerable.Range(0, size).Select(i => (float)Math.Sin(Math.PI * (i + 0.5) / size))];
    }

    /// <summary>Samples from one frame to the next. The first frame begins that many before the first sample.</summary>
    public int Hop => _size / 2;

    public int Bins => _size / 2 + 1;

    public Spectrogram Analyse(ReadOnlySpan<float> samples)
    {
        var frames = (samples.Length + Hop - 1) / Hop + 1;
        var padded = new float[(frames + 2) * Hop];
        samples.CopyTo(padded.AsSpan(Hop));
        var spectrogram = new Spectrogram(new Complex32[frames * Bins], frames, Bins);
        var buffer = new Complex32[_size];
        for (var frame = 0; frame < frames; frame += 2)
        {
            var second = frame + 1 < frames;
            for (var i = 0; i < _size; i++)
                buffer[i] = new Complex32(padded[frame * Hop + i] * _window[i], second ? padded[(frame + 1) * Hop + i] * _window[i] : 0);
            Fourier.Forward(buffer, FourierOptions.NoScaling);
            Separate(buffer, spectrogram.Frame(frame), second ? spectrogram.Frame(frame + 1) : default);
        }

        return spectrogram;
    }

    /// <param name="length">Samples to give back: those that were analysed.</param>
    public float[] Synthesise(Spectrogram spectrogram, int length)
    {
        var padded = new float[(spectrogram.Frames + 2) * Hop];
        var buffer = new Complex32[_size];
        for (var frame = 0; frame < spectrogram.Frames; frame += 2)
        {
            var second = frame + 1 < spectrogram.Frames;
            Join(spectrogram.Frame(frame), second ? spectrogram.Frame(frame + 1) : default, buffer);
            Fourier.Inverse(buffer, FourierOptions.NoScaling);
            for (var i = 0; i < _size; i++)
            {
                var weight = _window[i] / _size;
                padded[frame * Hop + i] += buffer[i].Real * weight;
                if (second)
                    padded[(frame + 1) * Hop + i] += buffer[i].Imaginary * weight;
            }
        }

        return padded.AsSpan(Hop, length).ToArray();
    }

    // A real signal's spectrum is even but for its sign: what is even in the sum of both is the first's, what is odd the second's.
    private void Separate(Complex32[] both, Span<Complex32> first, Span<Complex32> second)
    {
        for (var bin = 0; bin < Bins; bin++)
        {
            var (z, mirrored) = (both[bin], both[(_size - bin) % _size].Conjugate());
            first[bin] = (z + mirrored) * 0.5f;
            if (!second.IsEmpty)
                second[bin] = (z - mirrored) * new Complex32(0, -0.5f);
        }
    }

    private void Join(ReadOnlySpan<Complex32> first, ReadOnlySpan<Complex32> second, Complex32[] both)
    {
        for (var bin = 0; bin < Bins; bin++)
        {
            var (a, b) = (first[bin], second.IsEmpty ? Complex32.Zero : second[bin]);
            both[bin] = new Complex32(a.Real - b.Imaginary, a.Imaginary + b.Real);
            if (bin is not 0 && bin != _size / 2)
                both[_size - bin] = new Complex32(a.Real + b.Imaginary, b.Real - a.Imaginary);
        }
    }
}
