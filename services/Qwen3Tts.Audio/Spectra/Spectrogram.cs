using MathNet.Numerics;

namespace Qwen3Tts.Audio.Spectra;

/// <summary>Short-time spectra, bins 0 to half the sample rate.</summary>
/// <param name="Values"><paramref name="Frames"/> × <paramref name="Bins"/>, frame by frame.</param>
internal sealed record Spectrogram(Complex32[] Values, int Frames, int Bins)
{
    public Span<Complex32> Frame(int frame) => Values.AsSpan(frame * Bins, Bins);

    /// <summary>Squared magnitudes, laid out as <see cref="Values"/>.</summary>
    public float[] Powers()
    {
        var powers = new float[Values.Length];
        for (var i = 0; i < powers.Length; i++)
        {
            var (re, im) = (Values[i].Real, Values[i].Imaginary);
            powers[i] = re * re + im * im;
        }

        return powers;
    }
}
