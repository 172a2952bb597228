using System.Runtime.ExceptionServices;
using Grpc.Core;

namespace Qwen3Tts.Cli.Client;

/// <summary>Sends an utterance's text beside the reading of its audio, from the construction to the disposal.</summary>
internal sealed class TextSending : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Action _abort;
    private readonly Task _sending;
    private volatile ExceptionDispatchInfo? _sourceError;

    /// <param name="first">Goes before the text.</param>
    /// <param name="abort">Ends the call; used where the text's source fails, so that the reader does not wait for more.</param>
    public TextSending(
        IClientStreamWriter<V1.SynthesizeRequest> requests,
        V1.SynthesizeRequest first,
        IAsyncEnumerable<string> text,
        Action abort,
        CancellationToken cancellationToken)
    {
        _abort = abort;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _sending = SendAsync(requests, first, text, _stop.Token);
    }

    /// <summary>Throws what the text's source threw, if it did.</summary>
    public void ThrowIfSourceFailed() => _sourceError?.Throw();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sending;
        _stop.Dispose();
    }

    private async Task SendAsync(
        IClientStreamWriter<V1.SynthesizeRequest> requests, V1.SynthesizeRequest first, IAsyncEnumerable<string> text, CancellationToken stop)
    {
        try
        {
            var open = await TryAsync(() => requests.WriteAsync(first, stop));
            await using var pieces = text.GetAsyncEnumerator(stop);
            while (open && await pieces.MoveNextAsync())
                open = await TryAsync(() => requests.WriteAsync(new V1.SynthesizeRequest { Text = pieces.Current }, stop));
            if (open && await TryAsync(() => requests.WriteAsync(new V1.SynthesizeRequest { End = new V1.SynthesizeEnd() }, stop)))
                await TryAsync(requests.CompleteAsync);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            _sourceError = ExceptionDispatchInfo.Capture(error);
            _abort();
        }
    }

    /// <returns>False where the call has ended: whoever reads its answers learns why.</returns>
    private static async Task<bool> TryAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
