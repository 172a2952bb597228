using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Fleet;

/// <summary>The small checkpoint that ships with this program.</summary>
public static class EmbeddedCheckpoint
{
    public const string Notice =
        "No --checkpoint was given: speaking with the embedded nano checkpoint, a small English model that shows the fleet at work. "
        + "For product speech use the official weights (qwen3tts pull).";

    /// <summary>Its folder.</summary>
    /// <exception cref="SpeechException">It is missing from the installation.</exception>
    public static string Folder
    {
        get
        {
            var folder = Path.Combine(AppContext.BaseDirectory, "models", "nano");
            return File.Exists(Path.Combine(folder, "config.json"))
                ? folder
                : throw SpeechException.NotFound($"The embedded checkpoint is missing from {folder}; install again, or name another with --checkpoint.");
        }
    }
}
