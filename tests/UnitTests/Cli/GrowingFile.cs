namespace Qwen3Tts.UnitTests.Cli;

/// <summary>Watches a file until it has grown to a length.</summary>
internal sealed class GrowingFile : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FileSystemWatcher _watcher;

    public GrowingFile(string folder, string path, long length)
    {
        _watcher = new FileSystemWatcher(folder);
        _watcher.Changed += (_, _) =>
        {
            if (new FileInfo(path) is { Exists: true } file && file.Length >= length)
                _reached.TrySetResult();
        };
        _watcher.EnableRaisingEvents = true;
    }

    public Task Reached => _reached.Task;

    public void Dispose() => _watcher.Dispose();
}
