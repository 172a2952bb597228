using System.Diagnostics;

namespace Qwen3Tts.FunctionalTests.FrontDoor;

/// <summary>A listener who plays from the first audio on.</summary>
internal sealed class Playback(int sampleRate)
{
    private long _first;
    private long _last;
    private int _samples;

    /// <summary>The longest time between two pieces of audio.</summary>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>How late the latest piece came for playback without a pause.</summary>
    public TimeSpan Late { get; private set; }

    /// <param name="samples">How many have come in all.</param>
    public void Take(int samples)
    {
        var now = Stopwatch.GetTimestamp();
        if (_samples is 0)
            _first = now;
        else
        {
            LongestGap = Longer(LongestGap, Stopwatch.GetElapsedTime(_last, now));
            Late = Longer(Late, Stopwatch.GetElapsedTime(_first, now) - TimeSpan.FromSeconds(_samples / (double)sampleRate));
        }

        (_last, _samples) = (now, samples);
    }

    /// <summary>Forgets what it noticed until now; the playback goes on.</summary>
    public void Forget() => (LongestGap, Late) = (TimeSpan.Zero, TimeSpan.Zero);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
