using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Qwen3Tts.ServiceDefaults.Hosting;

/// <summary>Looks at every call before its handler runs, and refuses by throwing. Probes and reflection pass.</summary>
public abstract class CallGate : Interceptor
{
    public sealed override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Enter(context);
        return continuation(request, context);
    }

    public sealed override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Enter(context);
        return continuation(requestStream, context);
    }

    public sealed override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Enter(context);
        return continuation(request, responseStream, context);
    }

    public sealed override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Enter(context);
        return continuation(requestStream, responseStream, context);
    }

    /// <exception cref="Qwen3Tts.Speech.Errors.SpeechException">The call is refused.</exception>
    protected abstract void Check(ServerCallContext context);

    private void Enter(ServerCallContext context)
    {
        if (!context.Method.StartsWith("/grpc.health.", StringComparison.Ordinal)
            && !context.Method.StartsWith("/grpc.reflection.", StringComparison.Ordinal))
        {
            Check(context);
        }
    }
}
