using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Opens a reference clip.</summary>
public static class ReferenceClip
{
    /// <exception cref="SpeechException">Invalid: there is no such file.</exception>
    public static FileStream Open(string path) => File.Exists(path)
        ? File.OpenRead(path)
        : throw SpeechException.Invalid($"The reference clip '{path}' does not exist; name an audio file: WAV, FLAC, MP3, Ogg Opus or M4A.");
}
