using Microsoft.Extensions.Time.Testing;

namespace Qwen3Tts.UnitTests.Cli.Pull;

/// <summary>Fake time that tells when somebody has begun to wait, so that a test advances it neither too early nor too often.</summary>
public sealed class TimerCountingTimeProvider : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private int _timers;

    public int Timers
    {
        get
        {
            lock (_lock)
                return _timers;
        }
    }

    /// <summary>Ends when more timers than <paramref name="count"/> have been made.</summary>
    public Task MoreThan(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_timers > count)
                reached.SetResult();
            _waiting.Add((count, reached));
        }

        return reached.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        lock (_lock)
        {
            _timers++;
            foreach (var (_, reached) in _waiting.Where(waiting => _timers > waiting.Count))
                reached.TrySetResult();
        }

        return timer;
    }
}
