using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Qwen3Tts.Tests.Processes;

namespace Qwen3Tts.Tests.Redis;

/// <summary>A redis-server process at one port of loopback, which forgets everything when it ends unless it has a folder.</summary>
/// <param name="folder">Where each write is kept before it is answered, for the next start; null keeps nothing.</param>
internal sealed class RedisProcess(int port, string? folder = null) : IAsyncDisposable
{
    public const string Program = "redis-server";

    private Process? _process;

    public async Task StartAsync(CancellationToken cancellation)
    {
        var said = new ConcurrentQueue<string>();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(Program)
            {
                RedirectStandardOutput = true,
                WorkingDirectory = folder ?? Path.GetTempPath(),
                ArgumentList = { "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--save", "", "--appendonly", folder is null ? "no" : "yes", "--appendfsync", "always" },
            },
        };
        _process.OutputDataReceived += (_, line) =>
        {
            said.Enqueue(line.Data ?? "");
            if (line.Data is null)
                ready.TrySetException(new InvalidOperationException($"redis-server ended:\n{string.Join('\n', said)}"));
            else if (line.Data.Contains("Ready to accept connections", StringComparison.Ordinal))
                ready.TrySetResult();
        };
        _process.Start();
        _process.BeginOutputReadLine();
        await ready.Task.WaitAsync(cancellation);
    }

    /// <inheritdoc cref="Signals.KillAsync"/>
    public async Task DieAsync(CancellationToken cancellation)
    {
        if (_process is null)
            return;
        await Signals.KillAsync(_process, cancellation);
        _process.Dispose();
        _process = null;
    }

    /// <inheritdoc cref="Signals.Pause"/>
    public void Pause() => Signals.Pause(_process!);

    public void Resume() => Signals.Resume(_process!);

    public async ValueTask DisposeAsync() => await DieAsync(CancellationToken.None);
}
