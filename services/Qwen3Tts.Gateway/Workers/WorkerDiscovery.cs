using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>
/// Finds the workers of the settings' addresses, asking names again each time. Connections of HTTP/2 stay where they are, so a name
/// alone would not lead to a new replica, nor away from one that is gone.
/// </summary>
internal sealed partial class WorkerDiscovery(
    IHostLookup lookup, IOptions<ServicesOptions> options, TimeProvider time, ILogger<WorkerDiscovery> logger)
{
    private readonly ConcurrentDictionary<WorkerAddress, IReadOnlyList<Uri>> _last = new();

    /// <summary>
    /// Where the workers of a service are now, in the order of the settings. A name that cannot be looked up counts as having the
    /// addresses that it had: a resolver that is away must not take a fleet down.
    /// </summary>
    public async Task<IReadOnlyList<Uri>> FindAsync(WorkerService service)
    {
        var found = await Task.WhenAll(options.Value.Workers(service).Select(
            async address => address.IsName ? await LookUpAsync(address) : [address.Uri]));
        return [.. found.SelectMany(uris => uris).Distinct()];
    }

    private async Task<IReadOnlyList<Uri>> LookUpAsync(WorkerAddress address)
    {
        using var late = new CancellationTokenSource(options.Value.DescribeTimeout, time);
        try
        {
            var found = await lookup.FindAsync(address.Uri.Host, late.Token).WaitAsync(late.Token);
            return _last[address] = [.. found.Select(ip => new UriBuilder(address.Uri) { Host = ip.ToString() }.Uri).OrderBy(uri => uri.Host, StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            LogNotFound(address.Uri.Host, error.Message);
            return _last.GetValueOrDefault(address, []);
        }
    }

    [LoggerMessage(102, LogLevel.Warning, "The name '{Host}' could not be looked up: {Reason}")]
    private partial void LogNotFound(string host, string reason);
}
