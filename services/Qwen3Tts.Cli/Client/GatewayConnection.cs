using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Qwen3Tts.Cli.Client;

/// <summary>A Gateway and what calls to it carry.</summary>
internal sealed class GatewayConnection : IDisposable
{
    private readonly GrpcChannel _channel;

    /// <param name="apiKey">Null for none.</param>
    /// <param name="handler">How it connects; null: as the system does. It is disposed with the connection.</param>
    public GatewayConnection(Uri address, string? apiKey, HttpMessageHandler? handler)
    {
        Name = $"fleet at {address.GetLeftPart(UriPartial.Authority)}";
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = handler is not null });
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
