using Grpc.Core;
using Qwen3Tts.Gateway.Workers;

namespace Qwen3Tts.Gateway.Grpc.Workers;

/// <summary>One bidirectional call to a worker. Disposing it cancels what is not done and gives the worker back.</summary>
internal sealed class WorkerStream<TRequest, TResponse>(WorkerLease lease, AsyncDuplexStreamingCall<TRequest, TResponse> call, CancellationToken stop)
    : IDisposable
    where TRequest : class
    where TResponse : class
{
    /// <summary>Ends when the connection has taken the message. Does nothing when the worker has ended the call: its reader learns why.</summary>
    public async Task WriteAsync(TRequest message, CancellationToken cancellation)
    {
        try
        {
            await call.RequestStream.WriteAsync(message, cancellation);
        }
        catch (Exception error) when (IsOver(error))
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public async Task EndAsync()
    {
        try
        {
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception error) when (IsOver(error))
        {
            // Its reader learns why.
        }
    }

    /// <returns>Null at the end.</returns>
    public async Task<TResponse?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            if (await call.ResponseStream.MoveNext(cancellation))
                return call.ResponseStream.Current;
            // The worker has done its part; what it sent may take long to be heard.
            lease.Dispose();
            return null;
        }
        catch (RpcException error)
        {
            stop.ThrowIfCancellationRequested();
            throw lease.Translate(error);
        }
    }

    public WorkerLease Lease => lease;

    public Task Leaving => lease.Leaving;

    public Task<bool> AnswersAsync() => lease.AnswersAsync();

    public bool HasOther => lease.HasOther;

    public bool HasRoomElsewhere => lease.HasRoomElsewhere;

    /// <summary>The worker is not chosen again before it answers.</summary>
    public void Abandon() => lease.Abandon();

    public void Dispose()
    {
        lease.Dispose();
        call.Dispose();
    }

    // The worker has ended the call, or, by a disposal, we have.
    private static bool IsOver(Exception error) => error is RpcException or OperationCanceledException or IOException or ObjectDisposedException;
}
