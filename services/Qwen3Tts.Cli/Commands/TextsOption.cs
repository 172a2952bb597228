using System.CommandLine;
using Qwen3Tts.Cli.Load;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Commands;

/// <summary>What is spoken for measuring.</summary>
public sealed class TextsOption : Option<string?>
{
    private const int MaxBytes = 16 << 20;

    public TextsOption()
        : base("--texts")
    {
        Description = "A file of texts, one a line, spoken in turn. Without it: eight built-in English ones.";
        HelpName = "FILE";
    }

    /// <exception cref="SpeechException">The file holds no text, or too much.</exception>
    public IReadOnlyList<string> Read(ParseResult parsed)
    {
        if (parsed.GetValue(this) is not { } path)
            return BuiltInTexts.All;
        if (new FileInfo(path) is { Exists: true, Length: > MaxBytes })
            throw SpeechException.Invalid($"--texts '{path}' is larger than {MaxBytes >> 20} MiB; give fewer texts.");
        string[] texts = [.. File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return texts.Length > 0 ? texts : throw SpeechException.Invalid($"--texts '{path}' holds no text; put one on each line.");
    }
}
