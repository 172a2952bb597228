using System.Numerics.Tensors;

namespace Qwen3Tts.Audio.Resampling;

/// <summary>
/// Converts between two sample rates with a windowed-sinc polyphase filter. Up to 90 % of the lower rate's Nyquist frequency
/// the gain is 1 within <see cref="PassbandRippleDb"/>; from that Nyquist frequency on, aliases and images are at least
/// <see cref="StopbandDb"/> down.
/// </summary>
/// <remarks>
/// The window is Kaiser's, its shape and the filter's length by his formulas (J. F. Kaiser, "Nonrecursive digital filter
/// design using the I0-sinh window function", 1974). The filter has no delay: output 0 lies on input 0.
/// </remarks>
public sealed class Resampler
{
    public const double StopbandDb = 96;

    public const double PassbandRippleDb = 0.001;

    // Designed with a margin for the interpolation between phases and for float32.
    private const double DesignDb = 104;

    /// <summary>Edge of the passband, relative to the lower rate's Nyquist frequency.</summary>
    private const double PassbandEdge = 0.9;

    // With 1,024 phases a period, interpolating linearly between two errs by (π/1024)²/8, 118 dB down.
    private const int MaxPhases = 1024;

    private readonly int _sourceRate;
    private readonly int _targetRate;
    private readonly int _phases;
    private readonly int _halfTaps;
    private readonly float[] _filters;

    /// <param name="sourceRate">In hertz, at least 1.</param>
    /// <param name="targetRate">In hertz, at least 1.</param>
    public Resampler(int sourceRate, int targetRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceRate, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetRate, 1);
        var divisor = GreatestCommonDivisor(sourceRate, targetRate);
        _sourceRate = sourceRate / divisor;
        _targetRate = targetRate / divisor;
        _phases = Math.Min(_targetRate, MaxPhases);

        // In units of the source's Nyquist frequency.
        var nyquist = Math.Min(1.0, (double)_targetRate / _sourceRate);
        var transition = (1 - PassbandEdge) * nyquist;
        var cutoff = nyquist - transition / 2;
        _halfTaps = (int)Math.Ceiling((DesignDb - 7.95) / (2.285 * Math.PI * transition) / 2);
        _filters = Design(cutoff);
    }

    internal int Taps => 2 * _halfTaps;

    /// <summary>Samples of silence before the first.</summary>
    internal int Before => _halfTaps - 1;

    /// <summary>Begins a resampling whose samples come in pieces.</summary>
    public ResamplingStream Begin() => new(this);

    /// <returns>⌈samples × target rate ÷ source rate⌉ samples; beyond its ends the input is silence.</returns>
    /// <exception cref="ArgumentException">The result would be longer than an array can be.</exception>
    public float[] Resample(ReadOnlySpan<float> samples)
    {
        if (_sourceRate == _targetRate)
            return samples.ToArray();
        var length = LengthOf(samples.Length);
        if (length > Array.MaxLength || samples.Length > Array.MaxLength - Taps)
            throw new ArgumentException($"{samples.Length} samples are too many to resample at once.", nameof(samples));

        var padded = new float[samples.Length + Taps];
        samples.CopyTo(padded.AsSpan(Before));
        var output = new float[length];
        for (var i = 0; i < output.Length; i++)
            output[i] = At(i, padded.AsSpan((int)PlaceOf(i), Taps));
        return output;
    }

    /// <summary>How many samples become of so many.</summary>
    internal long LengthOf(long samples) => (samples * _targetRate + _sourceRate - 1) / _sourceRate;

    /// <summary>Where an output's window begins in the padded input.</summary>
    internal long PlaceOf(long output) => output * _sourceRate / _targetRate;

    /// <param name="window"><see cref="Taps"/> samples from <see cref="PlaceOf"/> on.</param>
    internal float At(long output, ReadOnlySpan<float> window)
    {
        var phase = output * _sourceRate % _targetRate * _phases;
        return Interpolate(window, (int)(phase / _targetRate), (float)(phase % _targetRate) / _targetRate);
    }

    private float Interpolate(ReadOnlySpan<float> window, int phase, float fraction)
    {
        var lower = TensorPrimitives.Dot(window, Filter(phase));
        return fraction is 0 ? lower : lower + fraction * (TensorPrimitives.Dot(window, Filter(phase + 1)) - lower);
    }

    private ReadOnlySpan<float> Filter(int phase) => _filters.AsSpan(phase * Taps, Taps);

    // One filter a phase, and the one after the last phase for the interpolation. Each has a gain of exactly 1 at 0 Hz.
    private float[] Design(double cutoff)
    {
        var beta = 0.1102 * (DesignDb - 8.7);
        var scale = BesselI0(beta);
        var filters = new float[(_phases + 1) * Taps];
        var filter = new double[Taps];
        for (var phase = 0; phase <= _phases; phase++)
        {
            var sum = 0.0;
            for (var tap = 0; tap < Taps; tap++)
            {
                var time = tap - (_halfTaps - 1) - (double)phase / _phases;
                var edge = time / _halfTaps;
                var window = BesselI0(beta * Math.Sqrt(Math.Max(0, 1 - edge * edge))) / scale;
                sum += filter[tap] = cutoff * Sinc(cutoff * time) * window;
            }

            for (var tap = 0; tap < Taps; tap++)
                filters[phase * Taps + tap] = (float)(filter[tap] / sum);
        }

        return filters;
    }

    private static double Sinc(double x) => x is 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static double BesselI0(double x) => MathNet.Numerics.SpecialFunctions.BesselI0(x);

    private static int GreatestCommonDivisor(int a, int b) => b is 0 ? a : GreatestCommonDivisor(b, a % b);
}
