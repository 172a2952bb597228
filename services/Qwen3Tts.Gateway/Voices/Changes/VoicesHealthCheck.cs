using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Qwen3Tts.Gateway.Voices.Changes;

/// <summary>
/// Whether registered voices can be confirmed. Never worse than degraded: a replica without them still speaks with every other voice.
/// </summary>
internal sealed class VoicesHealthCheck(VoiceLease lease) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lease.State switch
        {
            VoiceLeaseState.Fresh => HealthCheckResult.Healthy(),
            VoiceLeaseState.Stale => HealthCheckResult.Degraded("Redis does not answer; voices that are known go on."),
            _ => HealthCheckResult.Degraded("Redis does not answer; registered voices are not served."),
        });
}
