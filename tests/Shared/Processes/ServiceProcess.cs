using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace Qwen3Tts.Tests.Processes;

/// <summary>One service of the fleet as its own process, on a free loopback port.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    // As the console log begins an entry of these levels.
    private static readonly string[] Errors = ["fail: ", "crit: "];

    private readonly Process _process;

    private ServiceProcess(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    /// <summary>Processor time that it has used.</summary>
    public TimeSpan Used
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="name">As in its project's, such as <c>TextFrontend</c>.</param>
    /// <param name="settings">Configuration keys and values, handed over in the environment.</param>
    /// <param name="address">Where it listens; port 0 takes a free one.</param>
    /// <param name="core">The only core that it may use; null for any. Of Linux only.</param>
    /// <param name="folder">Where its build is; null: beside the tests.</param>
    /// <param name="onError">Called with each error that it logs.</param>
    public static async Task<ServiceProcess> StartAsync(
        string name,
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancellationToken,
        string address = "http://127.0.0.1:0",
        int? core = null,
        string? folder = null,
        Action<string>? onError = null)
    {
        string[] command = ["dotnet", Path.Combine(folder ?? AppContext.BaseDirectory, $"Qwen3Tts.{name}.dll"), "--urls", address];
        if (core is { } one)
            command = ["taskset", "--cpu-list", $"{one}", .. command];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start)!;
        try
        {
            var service = new ServiceProcess(process, await AddressAsync(process, onError ?? (_ => { }), cancellationToken));
            await service.ReadyAsync(cancellationToken);
            return service;
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="Signals.EndAsync"/>
    public Task<int> StopAsync(CancellationToken cancellationToken) => Signals.EndAsync(_process, cancellationToken);

    /// <inheritdoc cref="Signals.KillAsync"/>
    public Task DieAsync(CancellationToken cancellationToken) => Signals.KillAsync(_process, cancellationToken);

    /// <inheritdoc cref="Signals.Pause"/>
    public void Pause() => Signals.Pause(_process);

    public void Resume() => Signals.Resume(_process);

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<string> AddressAsync(Process process, Action<string> onError, CancellationToken cancellationToken)
    {
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = new ConcurrentQueue<string>();
        string? error = null;
        // Read to the end, so that its log does not fill the pipe.
        process.OutputDataReceived += (_, output) =>
        {
            // What belongs to an entry is indented.
            if (error is not null && output.Data?.StartsWith(' ') is not true)
            {
                onError(error);
                error = null;
            }

            if (error is not null)
                error += $"{Environment.NewLine}{output.Data}";
            else if (Errors.Any(level => output.Data?.StartsWith(level, StringComparison.Ordinal) is true))
                error = output.Data;
            if (output.Data is null)
                address.TrySetException(new InvalidOperationException($"It ended before it listened:{Environment.NewLine}{string.Join(Environment.NewLine, log)}"));
            else if (output.Data.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var start)
                address.TrySetResult(output.Data[(start + Listening.Length)..].Trim());
            else
                log.Enqueue(output.Data);
        };
        process.BeginOutputReadLine();
        return await address.Task.WaitAsync(cancellationToken);
    }

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(Address);
        using var watch = new Health.HealthClient(channel).Watch(new HealthCheckRequest(), cancellationToken: cancellationToken);
        while (await watch.ResponseStream.MoveNext(cancellationToken))
        {
            if (watch.ResponseStream.Current.Status is HealthCheckResponse.Types.ServingStatus.Serving)
                return;
        }
    }
}
