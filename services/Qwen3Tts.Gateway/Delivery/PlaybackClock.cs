namespace Qwen3Tts.Gateway.Delivery;

/// <summary>
/// Where the client's playback is at the furthest: it begins when the first audible sample was delivered, with that sample. Until
/// then it follows what was delivered.
/// </summary>
/// <param name="lead">Seconds that audio may be ahead of it; 0 for any.</param>
/// <param name="from">Samples that the client has already.</param>
internal sealed class PlaybackClock(int sampleRate, double lead, TimeProvider time, long from = 0)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _delivered = from;
    private long? _started;

    /// <summary>Says that the client has taken these samples, in order.</summary>
    public void Delivered(ReadOnlySpan<float> samples)
    {
        if (lead == 0)
            return;
        lock (_lock)
        {
            if (_started is not null)
                return;
            var audible = Audibility.FirstIn(samples);
            _delivered += audible < 0 ? samples.Length : audible;
            if (audible >= 0)
                _started = time.GetTimestamp();
            _moved.SetResult();
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until the sample of an index may be sent.</summary>
    public async Task WaitAsync(long sample, CancellationToken cancellation)
    {
        while (lead > 0)
        {
            Task moved;
            TimeSpan? early;
            lock (_lock)
            {
                moved = _moved.Task;
                early = Early(sample);
            }

            if (early is { } wait && wait <= TimeSpan.Zero)
                return;
            await (early is null ? moved.WaitAsync(cancellation) : Task.Delay(Whole(early.Value), time, cancellation));
        }
    }

    /// <summary>How much too early it is; null where that depends on what is delivered.</summary>
    private TimeSpan? Early(long sample)
    {
        var ahead = (double)(sample - _delivered) / sampleRate;
        if (_started is { } started)
            return TimeSpan.FromSeconds(ahead - lead) - time.GetElapsedTime(started);
        return ahead <= lead ? TimeSpan.Zero : null;
    }

    // A timer counts whole milliseconds, and would end at once for less than one.
    private static TimeSpan Whole(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
