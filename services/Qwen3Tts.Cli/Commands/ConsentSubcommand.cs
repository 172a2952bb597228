using System.CommandLine;
using Qwen3Tts.Cli.Client;

namespace Qwen3Tts.Cli.Commands;

/// <summary>A command about the consents of a running fleet.</summary>
public sealed class ConsentSubcommand : Command
{
    private const string NeedsFleet = "Consents are kept by a running fleet: name it with --address URL.";

    /// <param name="symbols">Its arguments and options, those of the address apart.</param>
    public ConsentSubcommand(
        string name, string description, IEnumerable<Symbol> symbols, Func<ParseResult, FleetConsents, CancellationToken, Task<int>> run)
        : base(name, description)
    {
        var address = new AddressOptions();
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                Arguments.Add(argument);
            else
                Options.Add((Option)symbol);
        }

        address.RequireIn(this, NeedsFleet);
        SetAction(async (parsed, cancellationToken) =>
        {
            using var client = address.Connect(parsed)!;
            return await run(parsed, client.Consents, cancellationToken);
        });
    }
}
