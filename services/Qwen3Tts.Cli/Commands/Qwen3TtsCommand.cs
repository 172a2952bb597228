using System.CommandLine;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>qwen3tts</c>: what every command has in common, and the commands.</summary>
public sealed class Qwen3TtsCommand : RootCommand
{
    public Qwen3TtsCommand(CommandEnvironment environment)
        : base("Qwen3-TTS speech: a fleet of services, and the tools around it.")
    {
        Options.Add(Verbose);
        Subcommands.Add(new UpCommand(environment, Verbose));
        Subcommands.Add(new SayCommand(environment, Verbose));
        Subcommands.Add(new AnalyzeCommand(environment, Verbose));
        Subcommands.Add(new CloneCommand(environment));
        Subcommands.Add(new ConsentCommand(environment));
        Subcommands.Add(new BlockedCommand(environment));
        Subcommands.Add(new VoicesCommand(environment, Verbose));
        Subcommands.Add(new ConvertCommand(environment));
        Subcommands.Add(new AlignCommand(environment));
        Subcommands.Add(new DoctorCommand(environment));
        Subcommands.Add(new PullCommand(environment));
        Subcommands.Add(new WatermarkCommand(environment));
        Subcommands.Add(new BenchCommand(environment, Verbose));
        Subcommands.Add(new PlanCommand(environment));
    }

    public Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Log what the services do, and show where an error came from.",
        Recursive = true,
    };
}
