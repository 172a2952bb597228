using System.CommandLine;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Listing;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>blocked</c>: for an operator, the voices that nobody may clone.</summary>
public sealed class BlockedCommand : Command
{
    private const string NeedsFleet = "The list of blocked voices is kept by a running fleet: name it with --address URL.";

    private readonly CommandEnvironment _environment;

    public BlockedCommand(CommandEnvironment environment)
        : base("blocked", "For an operator: block voices, so that nobody clones them; list and remove them.")
    {
        _environment = environment;
        Subcommands.Add(Add());
        Subcommands.Add(List());
        Subcommands.Add(Remove());
    }

    private Command Add()
    {
        var clip = new Argument<string>("CLIP") { Description = "An audio file with the voice: WAV, FLAC, MP3, Ogg Opus, M4A." };
        var note = new Option<string?>("--note") { Description = "Whose voice it is or why it is blocked, for operators.", HelpName = "TEXT" };
        return OnFleet(
            new Command("add", "Block the voice of a clip; registered voices that are too near it are revoked, or flagged.") { clip, note },
            async (parsed, blocked, cancellationToken) =>
            {
                await using var file = ReferenceClip.Open(parsed.GetRequiredValue(clip));
                var (entry, revoked, flagged, pending) = await blocked.AddAsync(file, parsed.GetValue(note), cancellationToken);
                _environment.Output.WriteLine($"Blocked: {entry.Id}. Registered voices revoked for it: {revoked}.");
                if (flagged > 0)
                    _environment.Output.WriteLine($"{flagged} more may be of the same voice; the Gateway's log names them. The encoder is not known to judge well enough to revoke them.");
                if (pending)
                    _environment.Output.WriteLine("Not all registered voices could be compared with it yet; the fleet goes on with that.");
            });
    }

    private Command List() => OnFleet(new Command("list", "List the blocked voices; their clips are not given back."), async (_, blocked, cancellationToken) =>
    {
        var table = new TextTable("BLOCKED", "ADDED", "COMPARABLE", "NOTE");
        foreach (var entry in await blocked.ListAsync(cancellationToken))
            table.Add(entry.Id, ConsentListing.Time(entry.Added), entry.Comparable ? "yes" : "not yet", entry.Note);
        table.Write(_environment.Output);
    });

    private Command Remove()
    {
        var id = new Argument<string>("ID") { Description = "The entry's id, as 'list' shows it." };
        return OnFleet(
            new Command("remove", "Let a voice be cloned again; voices that were revoked for it stay so.") { id },
            (parsed, blocked, cancellationToken) => blocked.RemoveAsync(parsed.GetRequiredValue(id), cancellationToken));
    }

    private static Command OnFleet(Command command, Func<ParseResult, FleetBlockedVoices, CancellationToken, Task> run)
    {
        var address = new AddressOptions();
        address.RequireIn(command, NeedsFleet);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = address.Connect(parsed)!;
            await run(parsed, client.BlockedVoices, cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
