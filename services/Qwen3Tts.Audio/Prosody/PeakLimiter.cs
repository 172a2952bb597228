using Qwen3Tts.Audio.Streaming;

namespace Qwen3Tts.Audio.Prosody;

/// <summary>
/// Keeps peaks below a ceiling by a gain that goes down before a peak comes and up again after it: it looks
/// <see cref="Delay"/> samples ahead. What needs no gain passes untouched.
/// </summary>
/// <remarks>Not thread-safe; one for each stream. Output depends on the samples alone, not on how they were cut.</remarks>
public sealed class PeakLimiter
{
    /// <summary>The highest that a sample may become, in decibels below full scale: room for what lies between samples.</summary>
    public const double CeilingDb = -1;

    private const double LookAheadSeconds = 0.005;
    private const double ReleaseSeconds = 0.08;
    private static readonly float Ceiling = (float)Math.Pow(10, CeilingDb / 20);

    private readonly double _release;
    private readonly float[] _samples;
    private readonly double[] _gains;
    private readonly (long Index, double Gain)[] _lowest;
    private int _lowestFrom;
    private int _lowestCount;
    private double _sum;
    private double _gain = 1;
    private long _index;

    public PeakLimiter(int sampleRate)
    {
        Delay = (int)(LookAheadSeconds * sampleRate);
        _release = 1 - Math.Exp(-1 / (ReleaseSeconds * sampleRate));
        _samples = new float[Delay + 1];
        _gains = new double[Delay + 1];
        _lowest = new (long, double)[Delay + 2];
        Array.Fill(_gains, 1);
        _sum = _gains.Length;
    }

    /// <summary>Samples by which the output is behind the input.</summary>
    public int Delay { get; }

    /// <param name="active">Whether these samples may be made softer; if not, only what is needed for their neighbours is done.</param>
    public void Process(ReadOnlySpan<float> input, bool active, SampleQueue output)
    {
        foreach (var sample in input)
            Step(sample, active && Math.Abs(sample) > Ceiling ? Ceiling / Math.Abs((double)sample) : 1, output);
    }

    /// <summary>Gives out the samples that were held back.</summary>
    public void Finish(SampleQueue output)
    {
        for (var i = 0; i < Delay; i++)
            Step(0, 1, output);
    }

    // The lowest gain asked for within the look-ahead, let go slowly, averaged over the look-ahead: at each peak, all that
    // the average holds is at most what the peak needs.
    private void Step(float sample, double wanted, SampleQueue output)
    {
        while (_lowestCount > 0 && Lowest(_lowestCount - 1).Gain >= wanted)
            _lowestCount--;
        Lowest(_lowestCount++) = (_index, wanted);
        if (Lowest(0).Index < _index - Delay)
        {
            _lowestFrom = (_lowestFrom + 1) % _lowest.Length;
            _lowestCount--;
        }

        _gain = Math.Min(Lowest(0).Gain, _gain + _release * (1 - _gain));
        if (_gain > 0.99999)
            _gain = Math.Min(Lowest(0).Gain, 1);
        var slot = (int)(_index % _samples.Length);
        _sum += _gain - _gains[slot];
        _gains[slot] = _gain;
        _samples[slot] = sample;
        if (_index++ < Delay)
            return;
        var held = _samples[(int)((_index - 1 - Delay) % _samples.Length)];
        var mean = _sum / _gains.Length;
        Span<float> one = [mean > 1 - 1e-9 ? held : (float)(held * mean)];
        output.Write(one);
    }

    private ref (long Index, double Gain) Lowest(int place) => ref _lowest[(_lowestFrom + place) % _lowest.Length];
}
