using System.Threading.Channels;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>
/// Where those who bring an utterance's text and those who take its frames agree on when its next stretch begins. While no other stretch
/// is known of nobody waits for the other.
/// </summary>
internal sealed class StretchHandover
{
    private volatile bool _several;

    private readonly Channel<bool> _spoken = Channel.CreateBounded<bool>(1);
    private readonly Channel<bool> _next = Channel.CreateBounded<bool>(1);

    /// <summary>Another stretch follows the present one, or may. Said before the words of the present one end.</summary>
    public void Expect() => _several = true;

    /// <summary>All frames of a stretch have come. Waits until it is known what follows.</summary>
    /// <returns>Whether another stretch does.</returns>
    public async Task<bool> NextAsync(CancellationToken cancellation)
    {
        if (!_several)
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
