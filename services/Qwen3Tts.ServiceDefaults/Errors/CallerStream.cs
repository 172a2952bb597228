using Grpc.Core;

namespace Qwen3Tts.ServiceDefaults.Errors;

/// <summary>
/// A caller's messages. A caller that resets its call is seen here as an <see cref="IOException"/>, and a moment later as the call's
/// cancellation; whoever reads is told of a cancellation in both cases.
/// </summary>
internal sealed class CallerStream<T>(IAsyncStreamReader<T> messages) : IAsyncStreamReader<T>
{
    public T Current => messages.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await messages.MoveNext(cancellationToken);
        }
        catch (IOException error)
        {
            throw new OperationCanceledException("The caller has gone.", error);
        }
    }
}
