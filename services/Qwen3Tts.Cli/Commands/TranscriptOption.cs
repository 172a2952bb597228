using System.CommandLine;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Commands;

/// <summary>What is said in a reference clip: the words, or <c>@FILE</c> with them.</summary>
public sealed class TranscriptOption : Option<string?>
{
    // A clip is seconds long; a file beyond this is not its transcript.
    private const int MaxFileBytes = 64 * 1024;

    public TranscriptOption()
        : base("--transcript")
    {
        Description = "What is said in the clip. Needed for in-context cloning.";
        HelpName = "TEXT|@FILE";
    }

    /// <exception cref="SpeechException">Invalid: the file is missing or too large.</exception>
    public async Task<string?> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var value = parsed.GetValue(this);
        if (value is not ['@', .. var path])
            return value;
        var file = new FileInfo(path);
        if (!file.Exists)
            throw SpeechException.Invalid($"The transcript file '{path}' does not exist.");
        if (file.Length > MaxFileBytes)
            throw SpeechException.Invalid($"The transcript file '{path}' has {file.Length} bytes; at most {MaxFileBytes} are read.");
        return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
    }
}
