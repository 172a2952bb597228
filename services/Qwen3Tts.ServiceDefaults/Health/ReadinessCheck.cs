using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Qwen3Tts.ServiceDefaults.Health;

/// <summary>Readiness as the health endpoints report it.</summary>
internal sealed class ReadinessCheck(ServiceReadiness readiness) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(readiness.State is ReadinessState.Ready
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, readiness.State.ToString()));
}
