using Qwen3Tts.Gateway.Limits.Stores;

namespace Qwen3Tts.Gateway.Limits;

/// <summary>Renews the permits that this Gateway holds.</summary>
internal sealed class LimitUpkeep(TenantLimits limits, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ILimitStore.RenewPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await limits.RenewAsync();
    }
}
