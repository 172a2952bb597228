using NLayer;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Containers.Mpeg;

/// <summary>Reads MP3 from bytes that are not trusted, the channels averaged to one.</summary>
internal static class Mp3Reader
{
    private const string What = "MP3 file";
    private const int PieceSamples = 8 * 1152;

    /// <exception cref="SpeechException">Invalid: what was found and what is accepted.</exception>
    public static Waveform Read(ReadOnlyMemory<byte> file, WaveLimits limits, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(file.ToArray(), writable: false);
        using var decoder = new MpegFile(stream);
        var mono = new MonoSamples(What, decoder.Channels, decoder.SampleRate, limits);
        var samples = new float[PieceSamples];
        while (decoder.ReadSamples(samples, 0, samples.Length) is var count and > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            mono.Add(samples.AsSpan(0, count));
        }

        return mono.Finish();
    }
}
