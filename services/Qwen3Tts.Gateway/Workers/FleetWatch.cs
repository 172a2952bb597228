using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Health;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>Asks the workers what they serve, at the start and then periodically. The Gateway is ready when all were asked once.</summary>
internal sealed class FleetWatch(WorkerFleet fleet, IOptions<ServicesOptions> options, TimeProvider time) : BackgroundService, ILoading
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Completion => _completion.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.DescribePeriod, time);
        try
        {
            do
            {
                await fleet.DiscoverAsync().WaitAsync(stoppingToken);
                await fleet.AskAllAsync().WaitAsync(stoppingToken);
                _completion.TrySetResult();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _completion.TrySetCanceled(stoppingToken);
        }
    }
}
