using Microsoft.Extensions.Logging;

namespace Qwen3Tts.ServiceDefaults.Health;

/// <summary>
/// Watches what a service has its device do. Where a run does not come back, as on a GPU whose driver hangs, or where every run fails, as after
/// an error that a GPU keeps, the process answers and makes nothing: then it is neither ready nor alive, so that its callers go elsewhere and
/// it is started anew.
/// </summary>
/// <param name="limit">How long a run may take.</param>
/// <param name="logger">Null for none.</param>
public sealed partial class RunWatch(TimeProvider time, TimeSpan limit, ILogger<RunWatch>? logger = null)
{
    // A request that no device can serve may fail a run or two.
    private const int Tolerated = 3;

    private readonly Lock _lock = new();

    // Timestamps, the oldest first.
    private readonly LinkedList<long> _runs = [];

    private int _failures;

    public TimeSpan Limit => limit;

    /// <summary>Whether a run takes longer than it may, or the last runs have all failed.</summary>
    public bool IsStuck
    {
        get
        {
            lock (_lock)
                return _failures >= Tolerated || (_runs.First is { } oldest && time.GetElapsedTime(oldest.Value) > limit);
        }
    }

    /// <summary>The device failed in a run.</summary>
    public void Fail(Exception error)
    {
        lock (_lock)
            _failures++;
        if (logger is not null)
            LogFailed(logger, error);
    }

    /// <summary>A run came to its end.</summary>
    public void Succeed()
    {
        lock (_lock)
            _failures = 0;
    }

    /// <summary>A run begins on this thread or another; it ends when what is returned is disposed.</summary>
    public IDisposable Begin()
    {
        lock (_lock)
            return new Run(this, _runs.AddLast(time.GetTimestamp()));
    }

    [LoggerMessage(16, LogLevel.Error, "The device failed in a run.")]
    private static partial void LogFailed(ILogger logger, Exception error);

    private sealed class Run(RunWatch watch, LinkedListNode<long> begun) : IDisposable
    {
        public void Dispose()
        {
            lock (watch._lock)
                watch._runs.Remove(begun);
        }
    }
}
