using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Qwen3Tts.UnitTests.ServiceDefaults;

/// <summary>Tells what became of a server's first duplex call.</summary>
public sealed class CallProbe : Interceptor
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The call has reached the server.</summary>
    public Task Started => _started.Task.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>The server knows that the caller has left.</summary>
    public Task Cancelled => _cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>The handler has returned or thrown.</summary>
    public Task Ended => _ended.Task.WaitAsync(TestContext.Current.CancellationToken);

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var registration = context.CancellationToken.Register(() => _cancelled.TrySetResult());
        _started.TrySetResult();
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // A read may learn of the reset before the token does.
            _cancelled.TrySetResult();
            throw;
        }
        finally
        {
            _ended.TrySetResult();
        }
    }
}
