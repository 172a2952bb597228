using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Qwen3Tts.Tests.Masking;

/// <summary>
/// Psychoacoustic model 1 of ISO/IEC 11172-3, annex D.1, at 24 kHz: tonal and noise maskers of a frame, their spreading over the
/// bark scale, and the threshold in quiet (E. Terhardt, "Calculating virtual pitch", 1979; E. Zwicker and E. Terhardt, "Analytical
/// expressions for critical-band rate", 1980). Full scale is taken to be played at 96 dB.
/// </summary>
internal static class PsychoacousticModel
{
    public const int FrameSamples = 512;
    private const int SampleRate = 24_000;
    private const int Bins = FrameSamples / 2 + 1;
    private const double FullScaleDb = 96;

    private static readonly double[] Window = [.. Enumerable.Range(0, FrameSamples).Select(i => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / FrameSamples))];
    private static readonly double[] Barks = [.. Enumerable.Range(0, Bins).Select(bin => Bark(Hertz(bin)))];
    private static readonly double[] Quiet = [.. Enumerable.Range(0, Bins).Select(bin => QuietDb(Math.Max(Hertz(bin), 20) / 1000))];

    /// <summary>Critical bands below half the sample rate.</summary>
    public static int CriticalBands { get; } = (int)Barks[^1] + 1;

    public static int CriticalBand(int bin) => (int)Barks[bin];

    /// <summary>The power of each bin of a frame, a sine of full scale being 96 dB.</summary>
    public static double[] Powers(ReadOnlySpan<float> frame)
    {
        var spectrum = new Complex[FrameSamples];
        for (var i = 0; i < spectrum.Length; i++)
            spectrum[i] = frame[i] * Window[i];
        Fourier.Forward(spectrum, FourierOptions.NoScaling);
        var scale = Math.Pow(10, FullScaleDb / 10) / Math.Pow(Window.Sum() / 2, 2);
        return [.. spectrum.Take(Bins).Select(value => (value.Real * value.Real + value.Imaginary * value.Imaginary) * scale)];
    }

    /// <summary>The power that is just masked, at each bin.</summary>
    public static double[] Threshold(ReadOnlySpan<double> powers)
    {
        var threshold = Quiet.Select(FromDb).ToArray();
        foreach (var masker in Maskers(powers))
        {
            for (var bin = 0; bin < Bins; bin++)
            {
                var distance = Barks[bin] - masker.Bark;
                if (distance is >= -3 and < 8)
                    threshold[bin] += FromDb(masker.Db + Index(masker) + Spread(distance, masker.Db));
            }
        }

        return threshold;
    }

    private static IEnumerable<Masker> Maskers(ReadOnlySpan<double> powers)
    {
        var used = new bool[Bins];
        var tonal = new List<Masker>();
        for (var bin = 3; bin < Bins - 8; bin++)
        {
            // A peak is a tone where it stands 7 dB above what lies 2 to 2, 3 or 6 bins off.
            var reach = Hertz(bin) switch { < 2700 => 2, < 5500 => 3, _ => 6 };
            if (!IsTone(powers, bin, reach))
                continue;
            tonal.Add(new Masker(ToDb(powers[bin - 1] + powers[bin] + powers[bin + 1]), Barks[bin], bin, Tonal: true));
            used.AsSpan(bin - reach, 2 * reach + 1).Fill(true);
        }

        var kept = new List<Masker>();
        foreach (var masker in tonal.Where(IsHeard).OrderByDescending(masker => masker.Db))
        {
            if (kept.All(other => Math.Abs(other.Bark - masker.Bark) >= 0.5))
                kept.Add(masker);
        }

        return [.. kept, .. Noises(powers, used).Where(IsHeard)];
    }

    private static bool IsTone(ReadOnlySpan<double> powers, int bin, int reach)
    {
        if (powers[bin] <= powers[bin - 1] || powers[bin] < powers[bin + 1])
            return false;
        for (var apart = 2; apart <= reach; apart++)
        {
            if (powers[bin] < FromDb(7) * Math.Max(powers[bin - apart], powers[bin + apart]))
                return false;
        }

        return true;
    }

    // What is no tone is one masker for each critical band.
    private static List<Masker> Noises(ReadOnlySpan<double> powers, bool[] used)
    {
        Span<double> sums = stackalloc double[CriticalBands];
        Span<double> moments = stackalloc double[CriticalBands];
        for (var bin = 0; bin < Bins; bin++)
        {
            if (used[bin])
                continue;
            sums[CriticalBand(bin)] += powers[bin];
            moments[CriticalBand(bin)] += powers[bin] * Barks[bin];
        }

        var noises = new List<Masker>();
        for (var band = 0; band < sums.Length; band++)
        {
            if (sums[band] <= 0)
                continue;
            var centre = moments[band] / sums[band];
            var bin = Array.FindIndex(Barks, bark => bark >= centre);
            noises.Add(new Masker(ToDb(sums[band]), centre, bin < 0 ? Bins - 1 : bin, Tonal: false));
        }

        return noises;
    }

    private static bool IsHeard(Masker masker) => masker.Db >= Quiet[masker.Bin];

    private static double Index(Masker masker) =>
        masker.Tonal ? -1.525 - 0.275 * masker.Bark - 4.5 : -1.525 - 0.175 * masker.Bark - 0.5;

    private static double Spread(double distance, double db) => distance switch
    {
        < -1 => 17 * (distance + 1) - (0.4 * db + 6),
        < 0 => (0.4 * db + 6) * distance,
        < 1 => -17 * distance,
        _ => -(distance - 1) * (17 - 0.15 * db) - 17,
    };

    private static double Hertz(int bin) => (double)bin * SampleRate / FrameSamples;

    private static double Bark(double hertz) => 13 * Math.Atan(0.00076 * hertz) + 3.5 * Math.Atan(Math.Pow(hertz / 7500, 2));

    private static double QuietDb(double kilohertz) =>
        3.64 * Math.Pow(kilohertz, -0.8) - 6.5 * Math.Exp(-0.6 * Math.Pow(kilohertz - 3.3, 2)) + 1e-3 * Math.Pow(kilohertz, 4);

    private static double FromDb(double db) => Math.Pow(10, db / 10);

    private static double ToDb(double power) => 10 * Math.Log10(power + 1e-30);

    private readonly record struct Masker(double Db, double Bark, int Bin, bool Tonal);
}
