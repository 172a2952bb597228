using System.Runtime.CompilerServices;

namespace Qwen3Tts.Cli.Client;

/// <summary>A text whose pieces can be read again from the first, by one reader at a time: what one asked for and did not wait for, the next gets.</summary>
internal sealed class KeptText : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<string> _pieces = [];
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<string> _source;
    private Task _next = Task.CompletedTask;
    private bool _ended;

    public KeptText(IAsyncEnumerable<string> source, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _source = source.GetAsyncEnumerator(_stop.Token);
    }

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var index = 0; ; index++)
        {
            string? piece;
            while (!TryGet(index, out piece))
            {
                if (_ended)
                    yield break;
                // A source that failed fails for every reader.
                if (_next.IsCompletedSuccessfully)
                    _next = NextAsync();
                await _next.WaitAsync(cancellationToken);
            }

            yield return piece!;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _source.DisposeAsync();
        _stop.Dispose();
    }

    private bool TryGet(int index, out string? piece)
    {
        lock (_lock)
            piece = index < _pieces.Count ? _pieces[index] : null;
        return piece is not null;
    }

    private async Task NextAsync()
    {
        if (!await _source.MoveNextAsync())
        {
            _ended = true;
            return;
        }

        lock (_lock)
            _pieces.Add(_source.Current);
    }
}
