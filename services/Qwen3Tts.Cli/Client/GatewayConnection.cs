using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Qwen3Tts.Cli.Client;

/// <summary>A Gateway and what calls to it carry.</summary>
internal sealed class GatewayConnection : IDisposable
{
    private readonly GrpcChannel _channel;

    // A Gateway that has gone without a word is noticed after so long with and without an answer.
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <param name="apiKey">Null for none.</param>
    /// <param name="handler">How it connects; null: as the system does, noticing in time that the other end has gone. It is disposed with the connection.</param>
    public GatewayConnection(Uri address, string? apiKey, HttpMessageHandler? handler)
    {
        Name = $"fleet at {address.GetLeftPart(UriPartial.Authority)}";
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = handler ?? new SocketsHttpHandler
            {
                KeepAlivePingDelay = PingAfter,
                KeepAlivePingTimeout = PingTimeout,
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
                ConnectTimeout = ConnectTimeout,
                EnableMultipleHttp2Connections = true,
            },
            DisposeHttpClient = true,
        });
        Invoker = apiKey is null ? _channel.CreateCallInvoker() : _channel.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {apiKey}");
            return metadata;
        });
    }

    /// <summary>For errors.</summary>
    public string Name { get; }

    public CallInvoker Invoker { get; }

    public void Dispose() => _channel.Dispose();
}
