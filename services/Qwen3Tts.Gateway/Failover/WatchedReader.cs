using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>Reads what a worker sends, one item at a time, and tells a worker that stalls from one that has nothing to do.</summary>
/// <param name="leaving">Ends when the worker says that it stops; asked anew for each item, since the worker may be another by then.</param>
/// <param name="answers">Asks the worker whether it is there still.</param>
internal sealed class WatchedReader<T>(
    IAsyncEnumerable<T> items, Func<Task> leaving, Func<Task<bool>> answers, StallDeadline deadline, TimeProvider time, CancellationToken cancellation)
{
    private readonly IAsyncEnumerator<T> _items = items.GetAsyncEnumerator(cancellation);
    private Task<bool>? _next;
    private Func<Task>? _leaving = leaving;

    public T Current => _items.Current;

    /// <param name="owes">Whether the worker owes an item; asked whenever none has come for a step.</param>
    /// <exception cref="SpeechException">What the worker answered; Unavailable where it stalled, or does not answer any more.</exception>
    public async Task<ReadOutcome> NextAsync(Func<bool> owes)
    {
        _next ??= _items.MoveNextAsync().AsTask();
        var owed = owes();
        var (owedFirst, begun, silent) = (owed, time.GetTimestamp(), TimeSpan.Zero);
        Task<bool>? there = null;
        while (!_next.IsCompleted)
        {
            var leaving = _leaving?.Invoke();
            if (leaving is { IsCompleted: true })
                return ReadOutcome.Leaving;
            try
            {
                await Task.WhenAny([_next, .. new[] { leaving, there }.OfType<Task>()]).WaitAsync(deadline.Step, time, cancellation);
            }
            catch (TimeoutException) when (!_next.IsCompleted)
            {
                // It has all its time from when it owes something.
                (silent, owed) = owed == owes() ? (silent + deadline.Step, owed) : (TimeSpan.Zero, !owed);
                // In steps: another worker may come meanwhile.
                if (owed && silent >= deadline.Owing)
                    throw SpeechException.Unavailable(FormattableString.Invariant($"A worker has sent nothing for {silent.TotalSeconds:0.###} s."));
                // What it does where it owes nothing cannot be told from here; that it is there it can say itself.
                if (!owed && silent >= deadline.Idle)
                    there ??= answers();
            }

            if (there is not { IsCompleted: true } || _next.IsCompleted)
                continue;
            if (!await there)
                throw SpeechException.Unavailable("A worker does not answer.");
            there = null;
            silent = owed ? silent : TimeSpan.Zero;
        }

        var has = await _next;
        _next = null;
        // What it did not owe says nothing of its pace but that it works.
        deadline.Add(owedFirst ? time.GetElapsedTime(begun) : TimeSpan.Zero);
        return has ? ReadOutcome.Item : ReadOutcome.End;
    }

    /// <summary>The worker is kept though it stops: what it sends is read until it ends.</summary>
    public void Stay() => _leaving = null;

    /// <summary>Lets go, once the worker's call has been disposed.</summary>
    public async Task CloseAsync()
    {
        try
        {
            if (_next is not null)
                await _next;
        }
        catch (Exception error) when (error is SpeechException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It is known why.
        }

        await _items.DisposeAsync();
    }
}
