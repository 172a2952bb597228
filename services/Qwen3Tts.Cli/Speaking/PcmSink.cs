namespace Qwen3Tts.Cli.Speaking;

/// <summary>Samples without a header, each as soon as it comes.</summary>
public sealed class PcmSink(Func<Stream> open) : IAudioSink
{
    private Stream? _stream;

    public string Description => "standard output (16-bit little-endian mono PCM)";

    public async ValueTask WriteAsync(int sampleRate, ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        _stream ??= open();
        await _stream.WriteAsync(pcm, cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _stream?.DisposeAsync() ?? ValueTask.CompletedTask;
}
