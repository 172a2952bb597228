using System.Net.Sockets;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Qwen3Tts.Speech.Errors;
using Status = Grpc.Core.Status;

namespace Qwen3Tts.ServiceDefaults.Errors;

/// <summary>The one map between <see cref="SpeechErrorKind"/> and gRPC status, both ways.</summary>
public static class RpcErrors
{
    /// <summary>What a caller is told of a fault of ours; the service's log has the rest.</summary>
    public const string InternalMessage = "The service failed; its log has the reason.";

    /// <summary>When to try again where an error without capacity does not say it.</summary>
    public static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The error as a call answers it. A fault of ours keeps its details to itself; one of no capacity says when to try again, as
    /// <c>google.rpc.RetryInfo</c> in the status details.
    /// </summary>
    public static RpcException ToRpc(SpeechException error) => error.Kind is SpeechErrorKind.Exhausted
        ? new Google.Rpc.Status
        {
            Code = (int)StatusCode.ResourceExhausted,
            Message = error.Message,
            Details = { Any.Pack(new RetryInfo { RetryDelay = (error.RetryAfter ?? DefaultRetryAfter).ToDuration() }) },
        }.ToRpcException()
        : new RpcException(new Status(
            ToStatusCode(error.Kind),
            error.Kind is SpeechErrorKind.Internal ? InternalMessage : error.Message));

    /// <summary>The error that a call to <paramref name="service"/> ended with, in the fleet's own terms.</summary>
    /// <param name="error">What the client of the call threw.</param>
    /// <param name="service">Name of the called service, for errors that concern the service and not the request.</param>
    public static SpeechException ToSpeech(RpcException error, string service)
    {
        var kind = ToKind(error);
        var message = kind switch
        {
            SpeechErrorKind.Unavailable when IsTransport(error) => $"The service '{service}' is not there.",
            SpeechErrorKind.Unavailable => $"The service '{service}' is not available: {error.Status.Detail}",
            SpeechErrorKind.Internal => $"The service '{service}' failed with {error.StatusCode}: {error.Status.Detail}",
            SpeechErrorKind.Cancelled => "The call was cancelled.",
            SpeechErrorKind.DeadlineExceeded => "The deadline of the call has passed.",
            _ => error.Status.Detail,
        };
        return new SpeechException(kind, message, error)
        {
            RetryAfter = kind is SpeechErrorKind.Exhausted ? RetryAfter(error) : null,
        };
    }

    private static TimeSpan? RetryAfter(RpcException error)
    {
        try
        {
            return error.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();
        }
        catch (Exception malformed) when (malformed is InvalidProtocolBufferException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private static StatusCode ToStatusCode(SpeechErrorKind kind) => kind switch
    {
        SpeechErrorKind.Invalid => StatusCode.InvalidArgument,
        SpeechErrorKind.NotFound => StatusCode.NotFound,
        SpeechErrorKind.AlreadyExists => StatusCode.AlreadyExists,
        SpeechErrorKind.Conflict => StatusCode.Aborted,
        SpeechErrorKind.Unsupported => StatusCode.FailedPrecondition,
        SpeechErrorKind.Unauthenticated => StatusCode.Unauthenticated,
        SpeechErrorKind.Denied => StatusCode.PermissionDenied,
        SpeechErrorKind.Exhausted => StatusCode.ResourceExhausted,
        SpeechErrorKind.Unavailable => StatusCode.Unavailable,
        SpeechErrorKind.Cancelled => StatusCode.Cancelled,
        SpeechErrorKind.DeadlineExceeded => StatusCode.DeadlineExceeded,
        _ => StatusCode.Internal,
    };

    private static SpeechErrorKind ToKind(RpcException error) => error.StatusCode switch
    {
        StatusCode.InvalidArgument => SpeechErrorKind.Invalid,
        StatusCode.NotFound => SpeechErrorKind.NotFound,
        StatusCode.AlreadyExists => SpeechErrorKind.AlreadyExists,
        StatusCode.Aborted => SpeechErrorKind.Conflict,
        StatusCode.FailedPrecondition => SpeechErrorKind.Unsupported,
        StatusCode.Unauthenticated => SpeechErrorKind.Unauthenticated,
        StatusCode.PermissionDenied => SpeechErrorKind.Denied,
        StatusCode.ResourceExhausted => SpeechErrorKind.Exhausted,
        StatusCode.Unavailable => SpeechErrorKind.Unavailable,
        StatusCode.Cancelled => SpeechErrorKind.Cancelled,
        StatusCode.DeadlineExceeded => SpeechErrorKind.DeadlineExceeded,
        _ when IsTransport(error) => SpeechErrorKind.Unavailable,
        _ => SpeechErrorKind.Internal,
    };

    // The client attaches its own exception to a status that no server sent: a connection refused, reset or cut short.
    private static bool IsTransport(RpcException error) => error.Status.DebugException is HttpRequestException or IOException or SocketException;
}
