using System.CommandLine;
using Qwen3Tts.Cli.Listing;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>voices</c>: who can speak, and what the models can do.</summary>
public sealed class VoicesCommand : Command
{
    public VoicesCommand(CommandEnvironment environment, Option<bool> verbose)
        : base("voices", "List the voices of a fleet, with their measured word error rates, and its models.")
    {
        Subcommands.Add(new VoicesValidateCommand(environment, verbose));
        Subcommands.Add(new VoicesFreezeCommand(environment));
        var selection = new FleetSelection(this);
        SetAction(async (parsed, cancellationToken) =>
        {
            await using var fleet = await selection.OpenAsync(parsed, environment, parsed.GetValue(verbose), cancellationToken);
            FleetListing.WriteVoices(environment.Output, await fleet.Client.ListVoicesAsync(cancellationToken));
            environment.Output.WriteLine();
            FleetListing.WriteModels(environment.Output, await fleet.Client.ListModelsAsync(cancellationToken));
            return ExitCodes.Success;
        });
    }
}
