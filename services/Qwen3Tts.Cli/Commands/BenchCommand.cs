using System.CommandLine;
using Qwen3Tts.Cli.Bench;
using Qwen3Tts.Cli.Listing;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>bench</c>: what measuring needs.</summary>
public sealed class BenchCommand : Command
{
    public BenchCommand(CommandEnvironment environment, Option<bool> verbose)
        : base("bench", "Tools for measuring.")
    {
        Subcommands.Add(new BenchEngineCommand(environment));
        Subcommands.Add(new BenchLoadCommand(environment, verbose));
        Subcommands.Add(new BenchTextLeadCommand(environment, verbose));
        Subcommands.Add(new MakeCheckpoint(environment));
    }

    private sealed class MakeCheckpoint : Command
    {
        public MakeCheckpoint(CommandEnvironment environment)
            : base("make-checkpoint", "Write a checkpoint of an official size with random weights: it costs what the official one does, and speaks noise.")
        {
            var folder = new Argument<string>("OUT") { Description = "The folder to make." };
            var size = new Option<string>("--size") { Description = "The official size.", HelpName = "0.6b|1.7b", Required = true };
            size.AcceptOnlyFromAmong([.. RandomCheckpoint.Known.Select(known => known.Size).Distinct()]);
            var variant = new Option<string>("--variant")
            {
                Description = "What it would be trained for.",
                HelpName = "base|custom_voice|voice_design",
                DefaultValueFactory = _ => "base",
            };
            variant.AcceptOnlyFromAmong([.. RandomCheckpoint.Known.Select(known => known.Variant).Distinct()]);
            var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same weights.", HelpName = "N" };
            Arguments.Add(folder);
            Options.Add(size);
            Options.Add(variant);
            Options.Add(seed);

            SetAction(async (parsed, cancellationToken) =>
            {
                var path = parsed.GetRequiredValue(folder);
                await Task.Run(
                    () => RandomCheckpoint.Write(
                        path,
                        parsed.GetRequiredValue(size),
                        parsed.GetRequiredValue(variant),
                        parsed.GetValue(seed),
                        new WriteReport(environment.Error),
                        cancellationToken),
                    cancellationToken);
                environment.Output.WriteLine($"A checkpoint with random weights is in {Path.GetFullPath(path)}");
                return ExitCodes.Success;
            });
        }
    }

    private sealed class WriteReport(TextWriter writer) : IProgress<WriteProgress>
    {
        private readonly ProgressLines _lines = new(writer);

        public void Report(WriteProgress value) => _lines.Report("Writing weights", value.Written, value.Total);
    }
}
