namespace Qwen3Tts.TextFrontend.Ssml;

/// <summary>
/// Gives a reader a document that comes in pieces: the reader waits here when it has read all there is, and goes on within the call
/// that brings more. So it needs no thread of its own.
/// </summary>
internal sealed class SsmlFeed : TextReader
{
    private ReadOnlyMemory<char> _piece;
    private bool _ended;
    private TaskCompletionSource? _waiting;

    /// <summary>Returns when the reader has read the whole piece, or is done.</summary>
    public void Give(ReadOnlyMemory<char> piece)
    {
        _piece = piece;
        GoOn();
    }

    public void End()
    {
        _ended = true;
        GoOn();
    }

    public override Task<int> ReadAsync(char[] buffer, int index, int count) => ReadAsync(buffer.AsMemory(index, count)).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
    {
        while (_piece.IsEmpty && !_ended)
        {
            _waiting = new TaskCompletionSource();
            await _waiting.Task;
        }

        var count = Math.Min(buffer.Length, _piece.Length);
        _piece[..count].CopyTo(buffer);
        _piece = _piece[count..];
        return count;
    }

    public override int Read(char[] buffer, int index, int count) => throw new NotSupportedException("It is read asynchronously only.");

    private void GoOn()
    {
        var waiting = _waiting;
        _waiting = null;
        waiting?.SetResult();
    }
}
