using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Failover;

/// <summary>A generator's frames, the next of which is asked for ahead.</summary>
internal sealed class FrameRunner : IAsyncDisposable
{
    private readonly IAsyncEnumerator<CodeFrames> _frames;

    public FrameRunner(IGenerating stream, CancellationToken cancellation)
    {
        Stream = stream;
        _frames = stream.ReadFramesAsync(cancellation).GetAsyncEnumerator(cancellation);
        Next = _frames.MoveNextAsync().AsTask();
    }

    public IGenerating Stream { get; }

    /// <summary>Whether there is another, once that is known.</summary>
    public Task<bool> Next { get; private set; }

    public CodeFrames Current => _frames.Current;

    public void Advance() => Next = _frames.MoveNextAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Next;
        }
        catch (Exception error) when (error is SpeechException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It was told to whoever reads, or its stream was let go.
        }

        await _frames.DisposeAsync();
    }
}
