using Qwen3Tts.Audio.Streaming;

namespace Qwen3Tts.Audio.Prosody;

/// <summary>
/// Speeds speech up or slows it down without changing its pitch, as it comes: waveform similarity overlap-add (W. Verhelst and
/// M. Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for high quality time-scale modification of speech",
/// ICASSP 1993). What comes out depends on the samples alone, not on how they were cut.
/// </summary>
/// <remarks>Own code: no package for it is to be had that streams. Not thread-safe; one for each stretch of speech.</remarks>
public sealed class TimeScaler
{
    // Windows of 25 ms hold two periods of a voice of 80 Hz; a search of ± 7.5 ms reaches every phase of one.
    private const double WindowSeconds = 0.025;
    private const double SearchSeconds = 0.0075;

    private readonly double _rate;
    private readonly int _hop;
    private readonly int _search;
    private readonly Crossfade _crossfade;
    private readonly float[] _tail;
    private readonly SampleQueue _input = new();
    private long _frame;
    private long _natural = -1;
    private long _received;
    private long _written;

    /// <param name="rate">Times as fast, more than 0.</param>
    public TimeScaler(int sampleRate, double rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        _rate = rate;
        _hop = (int)(WindowSeconds * sampleRate / 2);
        _search = (int)(SearchSeconds * sampleRate);
        _crossfade = new Crossfade(_hop);
        _tail = new float[_hop];
    }

    private int Window => 2 * _hop;

    /// <param name="input">Any number of samples.</param>
    /// <param name="output">Gets those that are ready.</param>
    public void Process(ReadOnlySpan<float> input, SampleQueue output)
    {
        _input.Write(input);
        _received += input.Length;
        while (Nominal(_frame) + _search + Window <= _received && Math.Max(_natural, 0) + Window <= _received)
            Step(output);
    }

    /// <summary>No more samples come. All in all round(samples ÷ rate) come out.</summary>
    public void Finish(SampleQueue output)
    {
        var length = (long)Math.Round(_received / _rate);
        var missing = new float[Window + 2 * _search + (int)Math.Ceiling(_hop * _rate)];
        while (_written < length)
        {
            while (Math.Max(Nominal(_frame) + _search, Math.Max(_natural, 0)) + Window > _input.End)
                _input.Write(missing);
            Step(output, length - _written);
        }
    }

    private long Nominal(long frame) => (long)Math.Round(frame * _hop * _rate);

    private void Step(SampleQueue output, long most = long.MaxValue)
    {
        var place = _natural < 0 ? 0 : Choose();
        var window = _input.Read(place, Window);
        Span<float> mixed = stackalloc float[_hop];
        if (_natural < 0)
            window[.._hop].CopyTo(mixed);
        else
            _crossfade.Mix(_tail, window[.._hop], mixed);
        window[_hop..].CopyTo(_tail);

        mixed = mixed[..(int)Math.Min(most, mixed.Length)];
        output.Write(mixed);
        _written += mixed.Length;
        _natural = place + _hop;
        _frame++;
        _input.DropBefore(Math.Min(_natural, Nominal(_frame) - _search));
    }

    // The place, near where the rate asks for one, whose window goes on most like what was heard last would have.
    private long Choose()
    {
        var nominal = Nominal(_frame);
        var first = Math.Max(_input.Start, nominal - _search);
        var last = nominal + _search;
        if (_natural >= first && _natural <= last && _rate == 1)
            return _natural;
        return WaveMatch.Find(_input.Read(_natural, Window), _input.Read(first, (int)(last - first) + Window), first, nominal);
    }
}
