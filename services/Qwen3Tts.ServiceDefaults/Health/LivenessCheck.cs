using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Qwen3Tts.ServiceDefaults.Health;

/// <summary>Whether the process is worth keeping. Loading, draining or a Redis that is away are no reason to end it.</summary>
internal sealed partial class LivenessCheck(ServiceReadiness readiness, IEnumerable<RunWatch> watches, ILogger<LivenessCheck> logger) : IHealthCheck
{
    private bool _wasStuck;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var stuck = readiness.State is ReadinessState.Stuck;
        if (Interlocked.Exchange(ref _wasStuck, stuck) != stuck)
        {
            if (stuck)
                LogStuck(watches.Max(watch => watch.Limit));
            else
                LogBack();
        }

        return Task.FromResult(stuck ? new HealthCheckResult(context.Registration.FailureStatus, readiness.State.ToString()) : HealthCheckResult.Healthy());
    }

    [LoggerMessage(12, LogLevel.Critical, "The device does not come back: a run takes longer than {Limit} (Health:RunLimit), or run after run fails. This process takes no calls any more and is to be started anew.")]
    private partial void LogStuck(TimeSpan limit);

    [LoggerMessage(13, LogLevel.Warning, "The device came back after all.")]
    private partial void LogBack();
}
