using System.Net;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>The system's resolver.</summary>
internal sealed class DnsLookup : IHostLookup
{
    public Task<IPAddress[]> FindAsync(string host, CancellationToken cancellation) => Dns.GetHostAddressesAsync(host, cancellation);
}
