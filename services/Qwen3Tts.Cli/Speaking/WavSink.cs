using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Cli.Speaking;

/// <summary>
/// A WAV file that grows with the audio. It is made with the first samples, so that a refused request leaves an older file
/// alone; its metadata says that a machine speaks; its header is corrected on disposal, so that an interrupted utterance leaves a valid file of what was spoken.
/// </summary>
public sealed class WavSink : IAudioSink
{
    private static readonly byte[] Info = WaveInfo.Chunk(SpeechDisclosure.Software, SpeechDisclosure.Comment);

    private readonly string _path;
    private FileStream? _file;
    private int _sampleRate;
    private long _bytes;

    /// <exception cref="SpeechException">Invalid: no file can be at <paramref name="path"/>.</exception>
    public WavSink(string path)
    {
        _path = path;
        if (Directory.Exists(path))
            throw SpeechException.Invalid($"--output '{path}' is a folder; name a file in it.");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw SpeechException.Invalid($"The folder of --output '{path}' does not exist; make it first.");
    }

    public string Description => _path;

    public async ValueTask WriteAsync(int sampleRate, ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        if (_file is null)
        {
            _file = new FileStream(_path, FileMode.Create, FileAccess.Write, FileShare.Read);
            _sampleRate = sampleRate;
            await _file.WriteAsync(WaveWriter.Header(sampleRate, samples: null, Info), cancellationToken);
        }

        await _file.WriteAsync(pcm, cancellationToken);
        await _file.FlushAsync(cancellationToken);
        _bytes += pcm.Length;
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is null)
            return;
        await using (_file)
        {
            // A pipe keeps the header that says "until the end".
            if (_file.CanSeek)
            {
                _file.Position = 0;
                await _file.WriteAsync(WaveWriter.Header(_sampleRate, _bytes / Pcm16.BytesPerSample, Info));
            }
        }
    }
}
