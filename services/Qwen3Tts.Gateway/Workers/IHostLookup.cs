using System.Net;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>Tells which addresses a host's name has now.</summary>
internal interface IHostLookup
{
    /// <exception cref="System.Net.Sockets.SocketException">The name has none, or nobody can be asked.</exception>
    Task<IPAddress[]> FindAsync(string host, CancellationToken cancellation);
}
