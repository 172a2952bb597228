namespace Qwen3Tts.Cli.Speaking;

/// <summary>Where an utterance's audio goes, as it comes.</summary>
public interface IAudioSink : IAsyncDisposable
{
    /// <summary>Where that is, for people.</summary>
    string Description { get; }

    /// <param name="sampleRate">In hertz; the same in every call.</param>
    /// <param name="pcm">Mono, 16-bit signed little-endian.</param>
    ValueTask WriteAsync(int sampleRate, ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken);
}
