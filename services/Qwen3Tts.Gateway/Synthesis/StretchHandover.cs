using System.Threading.Channels;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>Where those who bring an utterance's text and those who take its frames agree on when its next stretch begins.</summary>
/// <param name="single">There is but one stretch: nobody waits for the other.</param>
internal sealed class StretchHandover(bool single)
{
    private readonly Channel<bool> _spoken = Channel.CreateBounded<bool>(1);
    private readonly Channel<bool> _next = Channel.CreateBounded<bool>(1);

    /// <summary>All frames of a stretch have come. Waits until it is known what follows.</summary>
    /// <returns>Whether another stretch does.</returns>
    public async Task<bool> NextAsync(CancellationToken cancellation)
    {
        if (single)
            return false;
        await _spoken.Writer.WriteAsync(true, cancellation);
        return await _next.Reader.ReadAsync(cancellation);
    }

    /// <summary>No more frames come, whatever there is of text.</summary>
    public void Over() => _spoken.Writer.TryComplete();

    /// <summary>Waits until all frames of the stretch have come.</summary>
    /// <returns>False where the utterance is over.</returns>
    public async Task<bool> SpokenAsync(CancellationToken cancellation) =>
        await _spoken.Reader.WaitToReadAsync(cancellation) && _spoken.Reader.TryRead(out _);

    /// <summary>Another stretch has begun.</summary>
    public void GoOn() => _next.Writer.TryWrite(true);

    /// <summary>No other stretch comes.</summary>
    public void End() => _next.Writer.TryWrite(false);
}
