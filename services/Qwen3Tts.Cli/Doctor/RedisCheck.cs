using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace Qwen3Tts.Cli.Doctor;

/// <summary>Whether the Redis that keeps the voices answers.</summary>
/// <param name="connection">As StackExchange.Redis writes it.</param>
public sealed class RedisCheck(string connection) : IDoctorCheck
{
    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await LookAsync(cancellationToken);
    }

    private async Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        const string Subject = "Redis";
        try
        {
            var options = ConfigurationOptions.Parse(connection);
            options.AbortOnConnectFail = true;
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellationToken);
            var delay = await redis.GetDatabase().PingAsync().WaitAsync(cancellationToken);
            var server = redis.GetServers().FirstOrDefault();
            return Finding.Good(Subject, $"version {server?.Version} answers in {delay.TotalMilliseconds:0.0} ms");
        }
        catch (Exception error) when (error is RedisException or ArgumentException or TimeoutException)
        {
            // The library's message has advice of its own, and may quote the connection's password.
            var observation = error is RedisConnectionException broken ? $"no connection ({broken.FailureType})" : "no answer";
            return Finding.Fault(Subject, observation, "Start it, or correct --redis, for example localhost:6379,password=….");
        }
    }
}
