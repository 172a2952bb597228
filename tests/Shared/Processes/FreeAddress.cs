using System.Net;
using System.Net.Sockets;

namespace Qwen3Tts.Tests.Processes;

/// <summary>An address for a process that has to be told its own.</summary>
internal static class FreeAddress
{
    /// <summary>A loopback address with a port that is free now.</summary>
    public static Uri Take()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return new Uri($"http://{socket.LocalEndpoint}");
    }
}
