using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>
/// An utterance's decoding that begins anew where another voice speaks: what one said is no context of what the other says. One sends and one
/// reads.
/// </summary>
internal sealed class RestartableDecoding : IDisposable
{
    private readonly Func<ValueTask<IDecoding>> _open;
    private readonly Channel<IDecoding> _streams = Channel.CreateUnbounded<IDecoding>();
    private IDecoding _last;
    private IDecoding? _read;
    private long _firstFrame;

    // Streams whose frames have all been sent.
    private int _whole;

    /// <param name="open">Opens another stream.</param>
    public RestartableDecoding(Func<ValueTask<IDecoding>> open, IDecoding first)
    {
        (_open, _last) = (open, first);
        _streams.Writer.TryWrite(first);
    }

    /// <param name="context">Frames that are decoded first and give no samples; null for none.</param>
    public Task StartAsync(CodeFrames? context, CancellationToken cancellation) => _last.StartAsync(context, before: 0, cancellation);

    /// <summary>What is sent from here on is decoded by itself.</summary>
    /// <param name="context">Frames that are decoded first and give no samples; null for none.</param>
    /// <param name="firstFrame">Index of the next frame in the utterance.</param>
    public async Task RestartAsync(CodeFrames? context, long firstFrame, CancellationToken cancellation)
    {
        await EndLastAsync();
        (_last, _firstFrame) = (await _open(), firstFrame);
        _streams.Writer.TryWrite(_last);
        await StartAsync(context, cancellation);
    }

    /// <param name="firstFrame">Index of the first of these frames in the utterance.</param>
    public Task SendAsync(CodeFrames frames, long firstFrame, CancellationToken cancellation) =>
        _last.SendAsync(frames, firstFrame - _firstFrame, cancellation);

    public Task EndAsync()
    {
        _streams.Writer.TryComplete();
        return EndLastAsync();
    }

    /// <inheritdoc cref="IDecoding.ReadSamplesAsync"/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadSamplesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var read = 0;
        await foreach (var stream in _streams.Reader.ReadAllAsync(cancellation))
        {
            _read = stream;
            await foreach (var samples in stream.ReadSamplesAsync(cancellation))
                yield return samples;
            _read = null;
            stream.Dispose();
            // One that ends before its frames do is followed by none.
            if (++read > Volatile.Read(ref _whole))
                yield break;
        }
    }

    public void Dispose()
    {
        _read?.Dispose();
        while (_streams.Reader.TryRead(out var stream))
            stream.Dispose();
    }

    private Task EndLastAsync()
    {
        Interlocked.Increment(ref _whole);
        return _last.EndAsync();
    }
}
