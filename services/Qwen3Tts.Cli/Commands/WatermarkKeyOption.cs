using System.CommandLine;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Where the watermark key stands: a file or an environment variable, never the command line, which others see.</summary>
public sealed class WatermarkKeyOption : Option<string?>
{
    public const string Variable = "QWEN3TTS_WATERMARK_KEY";

    private const int MaxFileBytes = 1024;

    public WatermarkKeyOption()
        : base("--key-file")
    {
        Description = $"A file with the key in hexadecimal. Without it: the environment's {Variable}, or the key that 'up' and 'say' mark with on this machine.";
        HelpName = "FILE";
    }

    /// <exception cref="SpeechException">Invalid: there is no key, or it is none.</exception>
    public async Task<WatermarkKey> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(this) is { } path)
            return await ReadAsync(path, cancellationToken);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value)
            return WatermarkKey.Parse(value);
        return File.Exists(OwnWatermarkKey.Path)
            ? await ReadAsync(OwnWatermarkKey.Path, cancellationToken)
            : throw SpeechException.Invalid(
                $"A watermark has a key: name its file with --key-file, or set {Variable}; this machine's own '{OwnWatermarkKey.Path}' is made by 'up' or 'say'.");
    }

    private static async Task<WatermarkKey> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw SpeechException.Invalid($"The key file '{path}' does not exist.");
        if (file.Length > MaxFileBytes)
            throw SpeechException.Invalid($"The key file '{path}' has {file.Length} bytes; a key is at most {2 * WatermarkKey.MaxBytes} hexadecimal digits.");
        return WatermarkKey.Parse(await File.ReadAllTextAsync(path, cancellationToken));
    }
}
