using Qwen3Tts.Tests;
using Qwen3Tts.Tests.Processes;
using Testcontainers.Redis;

namespace Qwen3Tts.Tests.Redis;

/// <summary>
/// A Redis of the tests' own: a redis-server process where that is installed, else a container. Where neither starts, the
/// tests that need it fail.
/// </summary>
public sealed class RedisServer : IAsyncLifetime
{
    private const string Image = "redis:7";

    private readonly int _port = FreeAddress.Take().Port;
    private RedisProcess? _process;
    private RedisContainer? _container;

    public string Connection => $"127.0.0.1:{_port}";

    public async ValueTask InitializeAsync() => await Start();

    public async Task Start()
    {
        if (FindExecutable() is { } executable)
        {
            TestContext.Current.SendDiagnosticMessage($"Redis: the process {executable}");
            _process = new RedisProcess(_port);
            await _process.StartAsync(TestContext.Current.CancellationToken);
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
            await _process.DisposeAsync();
            _process = null;
        }

        if (_container is not null)
        {
            await _container.DisposeAsync();
            _container = null;
        }
    }

    /// <summary>Stops it from answering, its connections open.</summary>
    public async Task Pause()
    {
        _process?.Pause();
        if (_container is not null)
            await _container.PauseAsync();
    }

    public async Task Resume()
    {
        _process?.Resume();
        if (_container is not null)
            await _container.UnpauseAsync();
    }

    /// <summary>Has it do a command, such as FLUSHALL.</summary>
    public async Task Do(string command, params object[] arguments)
    {
        await using var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(Connection + ",allowAdmin=true");
        await redis.GetDatabase().ExecuteAsync(command, arguments);
    }

    public async ValueTask DisposeAsync() => await Stop();

    private static string? FindExecutable() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, RedisProcess.Program))
        .FirstOrDefault(File.Exists);
}
