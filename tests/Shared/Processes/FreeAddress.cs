using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Qwen3Tts.Tests.Processes;

/// <summary>An address for a process that has to be told its own.</summary>
internal static class FreeAddress
{
    // Below those that systems give to whoever asks for any: nobody else gets it before the process listens, or while it is stopped.
    private const int First = 10_000;
    private const int End = 32_768;

    /// <summary>A loopback address with a port that is free now.</summary>
    public static Uri Take()
    {
        while (true)
        {
            using var socket = new TcpListener(IPAddress.Loopback, RandomNumberGenerator.GetInt32(First, End));
            try
            {
                socket.Start();
                return new Uri($"http://{socket.LocalEndpoint}");
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // Another.
            }
        }
    }
}
