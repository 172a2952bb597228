namespace Qwen3Tts.Cli.Load;

/// <summary>
/// A listener's loudspeaker. It begins <paramref name="buffer"/> after the first samples have come and plays at the audio's own
/// rate; samples that come after all earlier ones have been played find it standing still, which is an underrun.
/// </summary>
/// <param name="sampleRate">In hertz.</param>
public sealed class PlaybackClock(int sampleRate, TimeSpan buffer)
{
    private TimeSpan _begin;
    private long _samples;

    /// <summary>Times that playback stood still.</summary>
    public int Underruns { get; private set; }

    /// <summary>How long it stood still in all.</summary>
    public TimeSpan Stalled { get; private set; }

    /// <summary>When all samples so far have been played.</summary>
    public TimeSpan End => _begin + Length(_samples);

    /// <summary>Takes the next samples.</summary>
    /// <param name="at">When they have come; not before those that came last.</param>
    /// <returns>When the first of them is played.</returns>
    public TimeSpan Receive(TimeSpan at, long samples)
    {
        if (_samples is 0)
        {
            _begin = at + buffer;
        }
        else if (at > End)
        {
            var late = at - End;
            Underruns++;
            Stalled += late;
            _begin += late;
        }

        var played = End;
        _samples += samples;
        return played;
    }

    private TimeSpan Length(long samples) => TimeSpan.FromTicks((long)((decimal)samples * TimeSpan.TicksPerSecond / sampleRate));
}
