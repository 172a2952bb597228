namespace Qwen3Tts.UnitTests;

/// <summary>A place where a thread stops until the test lets it go on.</summary>
public sealed class Gate : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _open = new();

    /// <summary>Ends when a thread stands at the gate.</summary>
    public Task Reached => _reached.Task.WaitAsync(TestContext.Current.CancellationToken);

    public bool Pass()
    {
        _reached.TrySetResult();
        _open.Wait(TestContext.Current.CancellationToken);
        return true;
    }

    public bool IsOpen => _open.IsSet;

    public void Open() => _open.Set();

    public void Dispose()
    {
        Open();
        _open.Dispose();
    }
}
