using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.ServiceDefaults.Security;

namespace Qwen3Tts.Gateway.Workers;

/// <summary>Opens the one channel to each address, and keeps it warm until the address or the host goes.</summary>
internal sealed partial class WorkerChannels(IOptions<ServicesOptions> options, FleetTls tls, ILoggerFactory loggers) : IDisposable
{
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<GrpcChannel, bool> _channels = new();
    private readonly ILogger _logger = loggers.CreateLogger<WorkerChannels>();

    public GrpcChannel Open(WorkerEndpoint endpoint)
    {
        var channel = GrpcChannel.ForAddress(endpoint.Address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                KeepAlivePingDelay = PingDelay,
                KeepAlivePingTimeout = PingTimeout,
                ConnectTimeout = options.Value.DescribeTimeout,
                ConnectCallback = (context, cancellation) => ConnectAsync(context, endpoint, cancellation),
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
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, WorkerEndpoint endpoint, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            var plain = new NetworkStream(socket, ownsSocket: true);
            return tls.IsOn && endpoint.Address.Scheme is "https" ? await EncryptAsync(plain, endpoint, cancellation) : plain;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Here and not by the handler's own settings, which are read once: each connection shows the certificate that there is then.
    private async Task<Stream> EncryptAsync(Stream plain, WorkerEndpoint endpoint, CancellationToken cancellation)
    {
        var encrypted = new SslStream(plain);
        try
        {
            await encrypted.AuthenticateAsClientAsync(tls.To(endpoint.Name), cancellation);
            return encrypted;
        }
        catch (AuthenticationException error)
        {
            LogNotBelieved(_logger, endpoint.Address, endpoint.Name, error.Message);
            throw;
        }
    }

    [LoggerMessage(103, LogLevel.Warning, "TLS with {Address}, which should be '{Name}' by its certificate, failed: {Reason}")]
    private static partial void LogNotBelieved(ILogger logger, Uri address, string name, string reason);
}
