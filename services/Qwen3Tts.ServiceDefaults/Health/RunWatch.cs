namespace Qwen3Tts.ServiceDefaults.Health;

/// <summary>
/// Watches what a service has its device do. Where a run does not come back, as on a GPU whose driver hangs, the process answers and makes
/// nothing: then it is neither ready nor alive, so that its callers go elsewhere and it is started anew.
/// </summary>
/// <param name="limit">How long a run may take.</param>
public sealed class RunWatch(TimeProvider time, TimeSpan limit)
{
    private readonly Lock _lock = new();

    // Timestamps, the oldest first.
    private readonly LinkedList<long> _runs = [];

    public TimeSpan Limit => limit;

    /// <summary>Whether a run takes longer than it may.</summary>
    public bool IsStuck
    {
        get
        {
            lock (_lock)
                return _runs.First is { } oldest && time.GetElapsedTime(oldest.Value) > limit;
        }
    }

    /// <summary>A run begins on this thread or another; it ends when what is returned is disposed.</summary>
    public IDisposable Begin()
    {
        lock (_lock)
            return new Run(this, _runs.AddLast(time.GetTimestamp()));
    }

    private sealed class Run(RunWatch watch, LinkedListNode<long> begun) : IDisposable
    {
        public void Dispose()
        {
            lock (watch._lock)
                watch._runs.Remove(begun);
        }
    }
}
