using System.CommandLine;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Listing;

namespace Qwen3Tts.Cli.Commands;

/// <summary><c>consent</c>: obtains, shows and withdraws the consents that cloning takes.</summary>
public sealed class ConsentCommand : Command
{
    private const string StandardStream = "-";

    private readonly CommandEnvironment _environment;

    public ConsentCommand(CommandEnvironment environment)
        : base("consent", "Obtain, show and withdraw the consents of people whose voices are cloned; decide on them as an operator.")
    {
        _environment = environment;
        Subcommands.Add(Request());
        Subcommands.Add(Submit());
        Subcommands.Add(OnOne("get", "Show a consent.", (consents, id, cancellation) => consents.GetAsync(id, cancellation)));
        Subcommands.Add(List());
        Subcommands.Add(OnOne(
            "revoke",
            "Withdraw a consent for good: every voice that was made with it is revoked, and what is spoken with one stops.",
            (consents, id, cancellation) => consents.RevokeAsync(id, cancellation)));
        Subcommands.Add(Export());
        Subcommands.Add(OnOne(
            "erase",
            "Withdraw a consent and make its name, phrase and recordings unreadable for ever.",
            (consents, id, cancellation) => consents.EraseAsync(id, cancellation)));
        Subcommands.Add(Terms());
        foreach (var command in new ConsentOperatorCommands(environment).All)
            Subcommands.Add(command);
    }

    private ConsentSubcommand Request()
    {
        var person = new Argument<string>("PERSON") { Description = "The name of the person whose voice is to be cloned." };
        var language = new Option<string?>("--language", "-l") { Description = "Of the phrase. Without it: English.", HelpName = "NAME" };
        return new ConsentSubcommand("request", "Have a phrase issued that the person must read aloud.", [person, language], async (parsed, consents, cancellationToken) =>
        {
            var (consent, phrase) = await consents.RequestAsync(parsed.GetRequiredValue(person), parsed.GetValue(language), cancellationToken);
            _environment.Output.WriteLine($"Consent {consent.Id}. To be read aloud and recorded by {ConsentListing.Time(consent.Expires)}:");
            _environment.Output.WriteLine();
            _environment.Output.WriteLine($"  {phrase}");
            _environment.Output.WriteLine();
            _environment.Output.WriteLine($"Then: qwen3tts consent submit {consent.Id} RECORDING CLIP --address URL");
            return ExitCodes.Success;
        });
    }

    private ConsentSubcommand Submit()
    {
        var id = Id();
        var recording = new Argument<string>("RECORDING") { Description = "An audio file: the person reading the phrase." };
        var clip = new Argument<string>("CLIP") { Description = "An audio file: the clip that is to be cloned." };
        return new ConsentSubcommand(
            "submit", "Hand in the recording of the phrase, and the clip that is to be cloned.", [id, recording, clip], async (parsed, consents, cancellationToken) =>
            {
                await using var spoken = ReferenceClip.Open(parsed.GetRequiredValue(recording));
                await using var sample = ReferenceClip.Open(parsed.GetRequiredValue(clip));
                var consent = await consents.SubmitAsync(parsed.GetRequiredValue(id), spoken, sample, cancellationToken);
                ConsentListing.Write(_environment.Output, consent);
                return consent.State is "refused" ? ExitCodes.Failure : ExitCodes.Success;
            });
    }

    private ConsentSubcommand List() => new("list", "List this caller's consents.", [], async (_, consents, cancellationToken) =>
    {
        ConsentListing.WriteAll(_environment.Output, await consents.ListAsync(cancellationToken));
        return ExitCodes.Success;
    });

    private ConsentSubcommand Export()
    {
        var id = Id();
        var tenant = new Option<string?>("--tenant") { Description = "For an operator: whose consent it is. Without it: this caller's.", HelpName = "NAME" };
        var output = new Option<string>("--output", "-o")
        {
            Description = "A file for the JSON, recordings included, or '-' for standard output.",
            HelpName = "FILE|-",
            Required = true,
        };
        return new ConsentSubcommand("export", "Write all that is kept of a consent, as JSON.", [id, tenant, output], async (parsed, consents, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(output);
            // Whole first, so that no half of a document is left where it is refused.
            using var json = new MemoryStream();
            await consents.ExportAsync(parsed.GetRequiredValue(id), parsed.GetValue(tenant), json, cancellationToken);
            json.Position = 0;
            await using var file = path is StandardStream ? _environment.StandardOutput() : File.Create(path);
            await json.CopyToAsync(file, cancellationToken);
            return ExitCodes.Success;
        });
    }

    private ConsentSubcommand Terms() => new("terms", "Show the operator's terms that cloning must accept.", [], async (_, consents, cancellationToken) =>
    {
        var (version, text) = await consents.TermsAsync(cancellationToken);
        _environment.Output.WriteLine(version is "" ? "There are no terms to accept." : $"Version {version}:{Environment.NewLine}{Environment.NewLine}{text}");
        return ExitCodes.Success;
    });

    private ConsentSubcommand OnOne(string name, string description, Func<FleetConsents, string, CancellationToken, Task<ServedConsent>> call)
    {
        var id = Id();
        return new ConsentSubcommand(name, description, [id], async (parsed, consents, cancellationToken) =>
        {
            ConsentListing.Write(_environment.Output, await call(consents, parsed.GetRequiredValue(id), cancellationToken));
            return ExitCodes.Success;
        });
    }

    private static Argument<string> Id() => new("ID") { Description = "The consent's id, as 'request' and 'list' show it." };
}
