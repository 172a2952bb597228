using Microsoft.Extensions.Options;
using Qwen3Tts.Speech.Errors;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>The one connection to Redis, made when it is first needed. While Redis is away, what needs it fails at once.</summary>
internal sealed class RedisConnection(IOptions<RedisOptions> options, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1);
    private ConnectionMultiplexer? _connection;

    /// <exception cref="SpeechException">Unavailable: Redis is not there, or does not do it.</exception>
    public async Task<T> RunAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellation)
    {
        try
        {
            return await command((await ConnectAsync(cancellation)).GetDatabase()).WaitAsync(cancellation);
        }
        catch (Exception error) when (error is RedisException or RedisTimeoutException)
        {
            throw new SpeechException(SpeechErrorKind.Unavailable, "The voices are not available: Redis does not answer.", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connecting.Dispose();
    }

    private async ValueTask<ConnectionMultiplexer> ConnectAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _connection) is { } connection)
            return connection;

        await _connecting.WaitAsync(cancellation);
        try
        {
            if (_connection is null)
            {
                var configuration = ConfigurationOptions.Parse(options.Value.Connection);
                configuration.AbortOnConnectFail = false;
                configuration.BacklogPolicy = BacklogPolicy.FailFast;
                configuration.LoggerFactory = loggers;
                Volatile.Write(ref _connection, await ConnectionMultiplexer.ConnectAsync(configuration));
            }

            return _connection;
        }
        finally
        {
            _connecting.Release();
        }
    }
}
