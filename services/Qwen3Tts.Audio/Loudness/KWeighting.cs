namespace Qwen3Tts.Audio.Loudness;

/// <summary>
/// The K-weighting of ITU-R BS.1770-4, annex 1: a shelf for the head's effect, then a high-pass. The recommendation gives coefficients
/// at 48 kHz; these are the same two analogue filters, by the bilinear transform for any rate.
/// </summary>
internal sealed class KWeighting
{
    // Analogue prototypes behind the recommendation's tables 1 and 2 (B. De Man, "Evaluation of implementations of the EBU R128
    // loudness measurement", AES 145, 2018).
    private const double ShelfHertz = 1681.974450955533;
    private const double ShelfDb = 3.999843853973347;
    private const double ShelfQ = 0.7071752369554196;
    private const double ShelfBandExponent = 0.4996667741545416;
    private const double HighPassHertz = 38.13547087602444;
    private const double HighPassQ = 0.5003270373238773;

    private Biquad _shelf;
    private Biquad _highPass;

    /// <param name="sampleRate">In hertz.</param>
    public KWeighting(int sampleRate)
    {
        var k = Math.Tan(Math.PI * ShelfHertz / sampleRate);
        var high = Math.Pow(10, ShelfDb / 20);
        var band = Math.Pow(high, ShelfBandExponent);
        var scale = 1 + k / ShelfQ + k * k;
        _shelf = new Biquad(
            (high + band * k / ShelfQ + k * k) / scale, 2 * (k * k - high) / scale, (high - band * k / ShelfQ + k * k) / scale,
            2 * (k * k - 1) / scale, (1 - k / ShelfQ + k * k) / scale);

        k = Math.Tan(Math.PI * HighPassHertz / sampleRate);
        scale = 1 + k / HighPassQ + k * k;
        _highPass = new Biquad(1, -2, 1, 2 * (k * k - 1) / scale, (1 - k / HighPassQ + k * k) / scale);
    }

    public double Filter(double sample) => _highPass.Filter(_shelf.Filter(sample));

    // Transposed direct form II.
    private struct Biquad(double b0, double b1, double b2, double a1, double a2)
    {
        private double _first;
        private double _second;

        public double Filter(double x)
        {
            var y = b0 * x + _first;
            _first = b1 * x - a1 * y + _second;
            _second = b2 * x - a2 * y;
            return y;
        }
    }
}
