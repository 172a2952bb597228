namespace Qwen3Tts.Cli.Load;

/// <summary>Time since a run's start.</summary>
internal sealed class RunClock(TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();

    public TimeProvider Time => time;

    public TimeSpan Now => time.GetElapsedTime(_begun);

    /// <summary>Ends at <paramref name="moment"/>, up to a millisecond late, or at once where that has passed.</summary>
    public async Task Until(TimeSpan moment, CancellationToken cancellationToken)
    {
        // Timers count whole milliseconds, and may end a little early.
        for (var wait = moment - Now; wait > TimeSpan.Zero; wait = moment - Now)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, cancellationToken);
    }
}
