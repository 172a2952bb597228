using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>
/// Finds the workers of the settings' addresses, asking names again each time. Connections of HTTP/2 stay where they are, so a name
/// alone would not lead to a new replica, nor away from one that is gone.
/// </summary>
internal sealed partial class WorkerDiscovery(
    IHostLookup lookup, IOptions<ServicesOptions> options, FleetTls tls, TimeProvider time, ILogger<WorkerDiscovery> logger)
{
    private readonly ConcurrentDictionary<WorkerAddress, IReadOnlyList<WorkerEndpoint>> _last = new();

    /// <summary>
    /// Where the workers of a service are now, in the order of the settings. A name that cannot be looked up counts as having the
    /// addresses that it had: a resolver that is away must not take a fleet down.
    /// </summary>
    public async Task<IReadOnlyList<WorkerEndpoint>> FindAsync(WorkerService service)
    {
        var found = await Task.WhenAll(options.Value.Workers(service).Select(
            async address => address.IsName ? await LookUpAsync(address) : [new WorkerEndpoint(address.Uri)]));
        return [.. found.SelectMany(endpoints => endpoints).DistinctBy(endpoint => endpoint.Address)];
    }

    private async Task<IReadOnlyList<WorkerEndpoint>> LookUpAsync(WorkerAddress address)
    {
        using var late = new CancellationTokenSource(options.Value.DescribeTimeout, time);
        try
        {
            var found = await lookup.FindAsync(address.Uri.Host, late.Token).WaitAsync(late.Token);
            return _last[address] = [.. found.Select(ip => ip.ToString()).Order(StringComparer.Ordinal).Select(ip => At(address, ip))];
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            LogNotFound(address.Uri.Host, error.Message);
            return _last.GetValueOrDefault(address, []);
        }
    }

    private WorkerEndpoint At(WorkerAddress address, string ip) =>
        new(new UriBuilder(tls.IsOn ? "https" : "http", ip, address.Uri.Port).Uri, address.Uri.IdnHost);

    [LoggerMessage(102, LogLevel.Warning, "The name '{Host}' could not be looked up: {Reason}")]
    private partial void LogNotFound(string host, string reason);
}
