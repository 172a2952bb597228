using Qwen3Tts.Cli.Pull;

namespace Qwen3Tts.UnitTests.Cli.Pull;

/// <summary>Keeps what a download reports, and tells when it has come so far.</summary>
public sealed class ProgressLog : IProgress<PullProgress>
{
    private readonly Lock _lock = new();
    private readonly List<PullProgress> _steps = [];
    private readonly List<(Predicate<PullProgress> Condition, TaskCompletionSource Met)> _waiting = [];

    public IReadOnlyList<PullProgress> Steps
    {
        get
        {
            lock (_lock)
                return [.. _steps];
        }
    }

    /// <summary>Ends with the next report that meets the condition.</summary>
    public Task Next(Predicate<PullProgress> condition)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _waiting.Add((condition, met));
        return met.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    public void Report(PullProgress value)
    {
        lock (_lock)
        {
            _steps.Add(value);
            foreach (var waiting in _waiting.Where(waiting => waiting.Condition(value)))
                waiting.Met.TrySetResult();
        }
    }
}
