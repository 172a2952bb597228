using System.Security.Cryptography;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>All workers, by service.</summary>
internal sealed class WorkerFleet
{
    private readonly Dictionary<WorkerService, (WorkerPool Pool, IWorkerDescriber Describer)> _pools;
    private readonly Dictionary<(WorkerService Service, WorkerEndpoint Endpoint), (Worker Worker, GrpcChannel Channel)> _open = [];
    private readonly IOptions<ServicesOptions> _options;
    private readonly WorkerDiscovery _discovery;
    private readonly WorkerChannels _channels;
    private readonly FleetCredential _credential;
    private readonly IWorkerHealth _health;
    private readonly TimeProvider _time;
    private readonly ILogger<Worker> _logger;

    public WorkerFleet(
        IOptions<ServicesOptions> options,
        IEnumerable<IWorkerDescriber> describers,
        WorkerDiscovery discovery,
        WorkerChannels channels,
        FleetCredential credential,
        IWorkerHealth health,
        TimeProvider time,
        ILogger<Worker> logger)
    {
        (_options, _discovery, _channels, _credential, _health, _time, _logger) = (options, discovery, channels, credential, health, time, logger);
        _pools = describers.ToDictionary(describer => describer.Service, describer => (
            new WorkerPool(describer.Service, [], new TwoChoices(RandomNumberGenerator.GetInt32(int.MaxValue), options.Value.VoiceAffinity))
            {
                IsConfigured = options.Value.Workers(describer.Service).Any(),
            },
            describer));
        // Names are asked later: that takes its time, and may fail.
        foreach (var (service, (pool, describer)) in _pools)
            pool.Workers = [.. options.Value.Workers(service).Where(address => !address.IsName).Select(address => Get(describer, new WorkerEndpoint(address.Uri)))];
    }

    public WorkerPool this[WorkerService service] => _pools[service].Pool;

    /// <summary>Whether every worker has ever said what it serves.</summary>
    public bool IsKnown => _pools.Values.All(pool => pool.Pool.IsKnown);

    /// <summary>
    /// Takes on workers that have come and gives up those that have gone; called by one at a time. A connection is closed when
    /// the calls of a worker that has gone have ended, at a later call.
    /// </summary>
    public async Task DiscoverAsync()
    {
        var gone = _open.Where(worker => !this[worker.Key.Service].Workers.Contains(worker.Value.Worker)).ToList();
        foreach (var (service, (pool, describer)) in _pools)
        {
            if (!_options.Value.Workers(service).Any(address => address.IsName))
                continue;
            var found = await _discovery.FindAsync(service);
            pool.Workers = [.. found.Select(endpoint => Get(describer, endpoint))];
        }

        foreach (var (key, (worker, channel)) in gone)
        {
            if (worker.Calls > 0 || this[key.Service].Workers.Contains(worker))
                continue;
            _open.Remove(key);
            _channels.Close(channel);
        }
    }

    public Task AskAllAsync() => Task.WhenAll(_pools.Values.Select(pool => pool.Pool.AskAllAsync()));

    /// <summary>Asks those that are missing what they serve.</summary>
    public Task AskMissingAsync() => Task.WhenAll(_pools.Values.Select(pool => pool.Pool.AskMissingAsync()));

    private Worker Get(IWorkerDescriber describer, WorkerEndpoint endpoint)
    {
        if (_open.TryGetValue((describer.Service, endpoint), out var open))
            return open.Worker;
        var channel = _channels.Open(endpoint);
        var worker = new Worker(
            endpoint.Address, _credential.Attach(channel.CreateCallInvoker()), describer, _health, _options.Value.DescribeTimeout, _time, _logger);
        _open.Add((describer.Service, endpoint), (worker, channel));
        return worker;
    }
}
