using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Testcontainers.Redis;

namespace Qwen3Tts.Tests.Redis;

/// <summary>
/// A Redis of the tests' own: a redis-server process where that is installed, else a container. Where neither starts, the
/// tests that need it fail.
/// </summary>
public sealed class RedisServer : IAsyncLifetime
{
    private const string Image = "redis:7";

    private readonly int _port = FreePort();
    private Process? _process;
    private RedisContainer? _container;

    public string Connection => $"127.0.0.1:{_port}";

    public async ValueTask InitializeAsync() => await Start();

    public async Task Start()
    {
        if (FindExecutable() is { } executable)
        {
            TestContext.Current.SendDiagnosticMessage($"Redis: the process {executable}");
            await StartProcess(executable);
        }
        else
        {
            TestContext.Current.SendDiagnosticMessage($"Redis: a container of {Image}, since no redis-server is installed");
            _container = new RedisBuilder(Image).WithPortBinding(_port, RedisBuilder.RedisPort).Build();
            await _container.StartAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Ends it; its port stays its own for the next start, its data are gone.</summary>
    public async Task Stop()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
            _process.Dispose();
            _process = null;
        }

        if (_container is not null)
        {
            await _container.DisposeAsync();
            _container = null;
        }
    }

    /// <summary>Stops it from answering, its connections open.</summary>
    public Task Pause() => _container is not null ? _container.PauseAsync() : Signal("STOP");

    public Task Resume() => _container is not null ? _container.UnpauseAsync() : Signal("CONT");

    /// <summary>Has it do a command, such as FLUSHALL.</summary>
    public async Task Do(string command, params object[] arguments)
    {
        await using var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(Connection + ",allowAdmin=true");
        await redis.GetDatabase().ExecuteAsync(command, arguments);
    }

    public async ValueTask DisposeAsync() => await Stop();

    private async Task Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task StartProcess(string executable)
    {
        var said = new ConcurrentQueue<string>();
        var ready = new TaskCompletionSource();
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(executable)
            {
                RedirectStandardOutput = true,
                WorkingDirectory = Path.GetTempPath(),
                ArgumentList = { "--bind", "127.0.0.1", "--port", _port.ToString(CultureInfo.InvariantCulture), "--save", "", "--appendonly", "no" },
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
        await ready.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    private static string? FindExecutable() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "redis-server"))
        .FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
