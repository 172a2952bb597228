using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Commands;

/// <summary>A reference clip, or the recording of a consent, as a file.</summary>
public static class ReferenceClip
{
    // No fleet takes more in one message.
    private const int MaxBytes = 1024 * 1024 * 1024;

    /// <exception cref="SpeechException">Invalid: there is no such file.</exception>
    public static FileStream Open(string path) => File.Exists(path)
        ? File.OpenRead(path)
        : throw SpeechException.Invalid($"The reference clip '{path}' does not exist; name an audio file: WAV, FLAC, MP3, Ogg Opus or M4A.");

    /// <exception cref="SpeechException">Invalid: there is no such file, or it is too large to be a clip.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        if (file.Length > MaxBytes)
            throw SpeechException.Invalid($"The reference clip '{path}' has {file.Length} bytes; at most {MaxBytes} are read.");
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
