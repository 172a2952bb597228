using System.Collections.Concurrent;
using System.Net.Sockets;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Hosting;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>Opens the one channel to each address, and keeps it warm until the address or the host goes.</summary>
internal sealed class WorkerChannels(IOptions<ServicesOptions> options, ILoggerFactory loggers) : IDisposable
{
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<GrpcChannel, bool> _channels = new();

    public GrpcChannel Open(Uri address)
    {
        var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                KeepAlivePingDelay = PingDelay,
                KeepAlivePingTimeout = PingTimeout,
                ConnectTimeout = options.Value.DescribeTimeout,
                ConnectCallback = ConnectAsync,
                UseProxy = false,
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = FleetHosting.MaxMessageBytes,
            LoggerFactory = loggers,
        });
        _channels.TryAdd(channel, true);
        return channel;
    }

    /// <summary>Closes a channel whose calls have ended.</summary>
    public void Close(GrpcChannel channel)
    {
        _channels.TryRemove(channel, out _);
        channel.Dispose();
    }

    public void Dispose()
    {
        foreach (var channel in _channels.Keys)
            channel.Dispose();
    }

    // With a callback the channel connects for each call that finds no connection. Its own way is to back off for seconds
    // after a refused connection, during which a worker that has come back would still seem missing.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
