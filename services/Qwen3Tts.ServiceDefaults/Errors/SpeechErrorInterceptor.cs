using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.ServiceDefaults.Errors;

/// <summary>Turns what a handler throws into the status that the caller sees, and says in the log what was a fault of ours.</summary>
public sealed partial class SpeechErrorInterceptor(TimeProvider time, ErrorMetrics metrics, ILogger<SpeechErrorInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception error)
        {
            throw Map(error, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(new CallerStream<TRequest>(requestStream), context);
        }
        catch (Exception error)
        {
            throw Map(error, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception error)
        {
            throw Map(error, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(new CallerStream<TRequest>(requestStream), responseStream, context);
        }
        catch (Exception error)
        {
            throw Map(error, context);
        }
    }

    private RpcException Map(Exception error, ServerCallContext context)
    {
        // The server's own refusals, such as a message over the size limit. One that a client threw carries that client's
        // exception and is a fault here: the service should have said what it means.
        if (error is RpcException { Status.DebugException: null } refusal)
            return refusal;

        var speech = error switch
        {
            SpeechException known => known,
            InvalidProtocolBufferException => SpeechException.Invalid("The message is not valid protobuf of the type that this method takes."),
            _ when CallerLeft(error, context) => Left(context),
            _ => new SpeechException(SpeechErrorKind.Internal, RpcErrors.InternalMessage, error),
        };
        metrics.Count(context.Method, speech.Kind);
        Log(speech, context.Method);
        return RpcErrors.ToRpc(speech);
    }

    // Reading from and writing to a call that has been reset throws these two besides OperationCanceledException.
    private static bool CallerLeft(Exception error, ServerCallContext context) =>
        error is OperationCanceledException
        || (error is IOException or InvalidOperationException && context.CancellationToken.IsCancellationRequested);

    private SpeechException Left(ServerCallContext context) => context.Deadline <= time.GetUtcNow().UtcDateTime
        ? new SpeechException(SpeechErrorKind.DeadlineExceeded, "The deadline of the call has passed.")
        : new SpeechException(SpeechErrorKind.Cancelled, "The call was cancelled.");

    private void Log(SpeechException error, string method)
    {
        switch (error.Kind)
        {
            case SpeechErrorKind.Internal:
                LogFault(error.InnerException ?? error, method);
                break;
            case SpeechErrorKind.Cancelled or SpeechErrorKind.DeadlineExceeded:
                LogLeft(method, error.Kind);
                break;
            default:
                LogRefused(method, error.Kind);
                break;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} failed.")]
    private partial void LogFault(Exception error, string method);

    [LoggerMessage(2, LogLevel.Debug, "{Method} ended early: {Kind}.")]
    private partial void LogLeft(string method, SpeechErrorKind kind);

    [LoggerMessage(3, LogLevel.Information, "{Method} was refused: {Kind}.")]
    private partial void LogRefused(string method, SpeechErrorKind kind);
}
