using System.CommandLine;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>watermark</c>: an operator's tools for the mark on speech.</summary>
public sealed class WatermarkCommand : Command
{
    public WatermarkCommand(CommandEnvironment environment)
        : base("watermark", "Find the inaudible mark of a key in audio, or embed one.")
    {
        Subcommands.Add(new WatermarkDetectCommand(environment));
        Subcommands.Add(new WatermarkEmbedCommand(environment));
    }
}
