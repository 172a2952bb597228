namespace Qwen3Tts.Gateway.Workers;

/// <summary>
/// How calls to a worker ended: one that says that it is there and loses call after call is left out, while others are there, for a time that
/// doubles each time.
/// </summary>
internal sealed class WorkerRecord(TimeProvider time)
{
    private const int Tolerated = 3;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _lost = new();
    private DateTimeOffset _until;
    private DateTimeOffset _last;
    private TimeSpan _next = Shortest;

    public bool IsLeftOut
    {
        get
        {
            lock (_lock)
                return time.GetUtcNow() < _until;
        }
    }

    /// <summary>A call was lost.</summary>
    /// <returns>For how long the worker is left out from now on; null where it is not, or was before.</returns>
    public TimeSpan? Lose()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            // Who did well for long after it was left out begins anew.
            if (now - _last > Longest + Window)
                _next = Shortest;
            _last = now;
            if (now < _until)
                return null;
            _lost.Enqueue(now);
            while (now - _lost.Peek() > Window)
                _lost.Dequeue();
            if (_lost.Count < Tolerated)
                return null;
            _lost.Clear();
            var left = _next;
            _until = now + left;
            _next = left < Longest / 2 ? 2 * left : Longest;
            return left;
        }
    }
}
