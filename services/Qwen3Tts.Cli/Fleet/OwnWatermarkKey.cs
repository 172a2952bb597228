using System.Security.Cryptography;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Fleet;

/// <summary>The watermark key of fleets that serve only this machine: in a file that this user alone may read, made at its first use.</summary>
public static class OwnWatermarkKey
{
    private const int Bytes = 32;

    /// <summary><c>$XDG_DATA_HOME/qwen3tts/watermark.key</c>, or where the system keeps such data.</summary>
    public static string Path => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "qwen3tts", "watermark.key");

    /// <returns>The key in hexadecimal.</returns>
    /// <exception cref="SpeechException">Invalid: the file can be neither read nor made.</exception>
    public static string ReadOrMake() => ReadOrMake(Path);

    internal static string ReadOrMake(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : Make(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SpeechException(
                SpeechErrorKind.Invalid,
                $"The watermark key cannot be kept in '{path}': {error.Message} Set Watermark__Key to 64 hexadecimal digits (openssl rand -hex 32).",
                error);
        }
    }

    /// <summary>Whole or not at all: of two that make it at once one's is kept.</summary>
    private static string Make(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(draft, options))
            writer.WriteLine(RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true));
        try
        {
            File.Move(draft, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }

        return File.ReadAllText(path).Trim();
    }
}
