using System.Collections.Concurrent;
using System.Diagnostics;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Processes;

namespace Qwen3Tts.FunctionalTests.Executables;

/// <summary><c>qwen3tts up</c> as a process.</summary>
internal sealed class UpProcess : IAsyncDisposable
{
    private const string Last = "Ctrl-C stops it.";

    private readonly Process _process;

    private UpProcess(Process process, IReadOnlyList<string> output) => (_process, Output) = (process, output);

    /// <summary>What it said until it was ready.</summary>
    public IReadOnlyList<string> Output { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<UpProcess> StartAsync(IReadOnlyDictionary<string, string> settings, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(LocalFleet).Assembly.Location, "up", .. arguments]) { RedirectStandardOutput = true };
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start)!;
        var output = new ConcurrentQueue<string>();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                ready.TrySetException(new InvalidOperationException($"It ended before it was ready:{Environment.NewLine}{string.Join(Environment.NewLine, output)}"));
            else
                output.Enqueue(line.Data);
            if (line.Data is Last)
                ready.TrySetResult();
        };
        process.BeginOutputReadLine();
        try
        {
            await ready.Task.WaitAsync(cancellationToken);
            return new UpProcess(process, [.. output]);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Where it says that it serves something.</summary>
    /// <param name="what">A worker's name, or <c>gRPC</c> for the Gateway.</param>
    public string Address(string what)
    {
        var line = Assert.Single(Output, line => line.StartsWith($"Serving {what} ", StringComparison.Ordinal));
        return line[(line.LastIndexOf(' ') + 1)..];
    }

    /// <inheritdoc cref="Signals.EndAsync"/>
    public Task<int> StopAsync(CancellationToken cancellationToken) => Signals.EndAsync(_process, cancellationToken);

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
