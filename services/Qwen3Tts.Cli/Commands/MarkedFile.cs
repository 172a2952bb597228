using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Reads a WAV file that is marked, or may be.</summary>
internal static class MarkedFile
{
    private const long MaxBytes = 512L << 20;

    /// <exception cref="SpeechException">Invalid: it is missing, too large, too long or no WAV file.</exception>
    public static async Task<Waveform> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw SpeechException.Invalid($"The file '{path}' does not exist; name a WAV file.");
        if (file.Length > MaxBytes)
            throw SpeechException.Invalid($"The file '{path}' has {file.Length} bytes; at most {MaxBytes} are read.");
        return WaveReader.Read(await File.ReadAllBytesAsync(path, cancellationToken), new WaveLimits(WatermarkDetector.MaxSeconds));
    }
}
