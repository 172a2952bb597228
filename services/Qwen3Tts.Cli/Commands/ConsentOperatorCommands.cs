using System.CommandLine;
using Qwen3Tts.Cli.Listing;

namespace Qwen3Tts.Cli.Commands;

/// <summary>What an operator does about consents: <c>consent pending</c>, <c>decide</c> and <c>audit</c>.</summary>
public sealed class ConsentOperatorCommands(CommandEnvironment environment)
{
    public IEnumerable<Command> All => [Pending(), Decide(), Audit()];

    private ConsentSubcommand Pending()
    {
        var tenant = Tenant("Without it: all.");
        return new ConsentSubcommand("pending", "For an operator: list the consents that wait for a decision.", [tenant], async (parsed, consents, cancellationToken) =>
        {
            ConsentListing.WriteAll(environment.Output, await consents.ListPendingAsync(parsed.GetValue(tenant), cancellationToken));
            return ExitCodes.Success;
        });
    }

    private ConsentSubcommand Decide()
    {
        var id = new Argument<string>("ID") { Description = "The consent's id, as 'pending' shows it." };
        var tenant = Tenant("Without it: local, that of callers on the fleet's machine.");
        var grant = new Option<bool>("--grant") { Description = "The person consents, and speaks in the clip." };
        var refuse = new Option<bool>("--refuse") { Description = "They do not." };
        var command = new ConsentSubcommand(
            "decide", "For an operator: grant or refuse a consent, after listening ('consent export' has the recordings).", [id, tenant, grant, refuse],
            async (parsed, consents, cancellationToken) =>
            {
                var decided = await consents.DecideAsync(parsed.GetRequiredValue(id), parsed.GetValue(tenant), parsed.GetValue(grant), cancellationToken);
                ConsentListing.Write(environment.Output, decided);
                return ExitCodes.Success;
            });
        command.Validators.Add(result =>
        {
            if (result.GetValue(grant) == result.GetValue(refuse))
                result.AddError("Give one of --grant and --refuse.");
        });
        return command;
    }

    private ConsentSubcommand Audit()
    {
        var tenant = Tenant("Without it: local, that of callers on the fleet's machine.");
        var entries = new Option<ulong>("--entries") { Description = "With --head: how many entries an earlier answer counted.", HelpName = "N" };
        var head = new Option<string?>("--head") { Description = "The hash that the earlier answer gave.", HelpName = "HASH" };
        var command = new ConsentSubcommand(
            "audit", "For an operator: check a tenant's audit trail from its first entry to its last.", [tenant, entries, head], async (parsed, consents, cancellationToken) =>
            {
                var result = await consents.AuditAsync(parsed.GetValue(tenant), parsed.GetValue(entries), parsed.GetValue(head), cancellationToken);
                environment.Output.WriteLine($"{(result.Intact ? "Intact" : "NOT INTACT")}: {result.Entries} entries, head {result.Head}");
                if (!result.Intact)
                    environment.Error.WriteLine(result.Fault);
                return result.Intact ? ExitCodes.Success : ExitCodes.Failure;
            });
        command.Validators.Add(result =>
        {
            if ((result.GetResult(entries) is { Implicit: false }) != (result.GetResult(head) is not null))
                result.AddError("--entries and --head belong together.");
        });
        return command;
    }

    private static Option<string?> Tenant(string without) => new("--tenant") { Description = $"Whose. {without}", HelpName = "NAME" };
}
