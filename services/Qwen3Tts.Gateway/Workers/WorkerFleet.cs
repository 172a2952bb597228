using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>All workers, by service.</summary>
internal sealed class WorkerFleet
{
    private readonly Dictionary<WorkerService, WorkerPool> _pools;

    public WorkerFleet(
        IOptions<ServicesOptions> options,
        IEnumerable<IWorkerDescriber> describers,
        WorkerChannels channels,
        FleetCredential credential,
        TimeProvider time,
        ILogger<Worker> logger) =>
        _pools = describers.ToDictionary(describer => describer.Service, describer => new WorkerPool(
            describer.Service,
            [.. options.Value.Addresses(describer.Service).Select(address => new Uri(address)).Select(address => new Worker(
                address,
                credential.Attach(channels.Open(address).CreateCallInvoker()),
                describer,
                options.Value.DescribeTimeout,
                time,
                logger))]));

    public WorkerPool this[WorkerService service] => _pools[service];

    /// <summary>Whether every worker has ever said what it serves.</summary>
    public bool IsKnown => _pools.Values.All(pool => pool.IsKnown);

    public Task AskAllAsync() => Task.WhenAll(_pools.Values.Select(pool => pool.AskAllAsync()));

    /// <summary>Asks those that are missing what they serve.</summary>
    public Task AskMissingAsync() => Task.WhenAll(_pools.Values.Select(pool => pool.AskMissingAsync()));
}
