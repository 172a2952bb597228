using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Qwen3Tts.Speech.Errors;
using StackExchange.Redis;

namespace Qwen3Tts.Gateway.Voices;

/// <summary>
/// The one connection to Redis, made when it is first needed. While Redis is away, what needs it fails at once; while it is slow, soon:
/// each try has a second, reads are tried again, and after several failures nothing is tried for a moment.
/// </summary>
internal sealed class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan TryTime = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _connecting = new(1);
    private readonly string _configuration;
    private readonly ILoggerFactory _loggers;
    private readonly ResiliencePipeline _probes;
    private readonly ResiliencePipeline _writes;
    private readonly ResiliencePipeline _reads;
    private ConnectionMultiplexer? _connection;

    public RedisConnection(IOptions<RedisOptions> options, ILoggerFactory loggers, TimeProvider time)
    {
        _configuration = options.Value.Connection;
        _loggers = loggers;
        var breaker = new CircuitBreakerStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(RedisErrors.IsSilence),
            FailureRatio = 0.5,
            MinimumThroughput = 6,
            SamplingDuration = TimeSpan.FromSeconds(5),
            BreakDuration = TimeSpan.FromMilliseconds(500),
        };
        var guard = new ResiliencePipelineBuilder { TimeProvider = time }.AddCircuitBreaker(breaker).AddTimeout(TryTime).Build();
        _probes = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(TryTime).Build();
        _writes = guard;
        _reads = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(RedisErrors.IsSilence),
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(25),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddPipeline(guard)
            .Build();
    }

    /// <exception cref="SpeechException">Unavailable: Redis is not there, or does not do it.</exception>
    public Task<T> ReadAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellation) =>
        RunAsync(_reads, command, writes: false, cancellation);

    /// <exception cref="SpeechException">Unavailable: Redis is not there, or takes no writes. Exhausted: it is full.</exception>
    public Task<T> WriteAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellation) =>
        RunAsync(_writes, command, writes: true, cancellation);

    /// <summary>A read that finds out whether Redis is there: tried once, whatever failed before.</summary>
    /// <exception cref="SpeechException">Unavailable: Redis is not there.</exception>
    public Task<T> ProbeAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken cancellation) =>
        RunAsync(_probes, command, writes: false, cancellation);

    /// <summary>Calls back for each message of a channel, also after the connection was lost and made again.</summary>
    public async Task SubscribeAsync(RedisChannel channel, Action received, CancellationToken cancellation) =>
        await (await ConnectAsync(cancellation)).GetSubscriber().SubscribeAsync(channel, (_, _) => received());

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connecting.Dispose();
    }

    private async Task<T> RunAsync<T>(
        ResiliencePipeline pipeline, Func<IDatabase, Task<T>> command, bool writes, CancellationToken cancellation)
    {
        try
        {
            var connection = await ConnectAsync(cancellation);
            return await pipeline.ExecuteAsync(
                async token => await command(connection.GetDatabase()).WaitAsync(token), cancellation);
        }
        catch (Exception error) when (RedisErrors.Is(error))
        {
            throw RedisErrors.Translate(error, writes);
        }
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
                var configuration = ConfigurationOptions.Parse(_configuration);
                configuration.AbortOnConnectFail = false;
                configuration.BacklogPolicy = BacklogPolicy.FailFast;
                configuration.LoggerFactory = _loggers;
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
