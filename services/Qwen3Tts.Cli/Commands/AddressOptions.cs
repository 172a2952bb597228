using System.CommandLine;
using System.CommandLine.Parsing;
using Qwen3Tts.Cli.Client;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Options of every command that talks to a running fleet.</summary>
public sealed class AddressOptions
{
    /// <summary>Holds the API key where the command line should not.</summary>
    public const string ApiKeyVariable = "QWEN3TTS_API_KEY";

    public Option<Uri[]?> Address { get; } = new("--address")
    {
        Description = "The Gateway of a running fleet, such as http://127.0.0.1:5100. Given again for its others: what one drops goes on at the next.",
        HelpName = "URL",
        CustomParser = Parse,
    };

    public Option<string?> ApiKey { get; } = new("--api-key")
    {
        Description = $"The caller's key at that fleet. Without it: the environment's {ApiKeyVariable}.",
        HelpName = "KEY",
    };

    public IEnumerable<Option> All => [Address, ApiKey];

    /// <summary>Gives a command these options, and refuses it where none names a fleet.</summary>
    /// <param name="why">What is said then.</param>
    public void RequireIn(Command command, string why)
    {
        foreach (var option in All)
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Address) is null)
                result.AddError(why);
        });
    }

    /// <returns>Null without <c>--address</c>.</returns>
    public FleetClient? Connect(ParseResult parsed) => parsed.GetValue(Address) is { Length: > 0 } addresses
        ? new FleetClient(addresses, parsed.GetValue(ApiKey) ?? Environment.GetEnvironmentVariable(ApiKeyVariable))
        : null;

    private static Uri[]? Parse(ArgumentResult result)
    {
        var addresses = new List<Uri>();
        foreach (var token in result.Tokens)
        {
            if (Uri.TryCreate(token.Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.PathAndQuery is "/")
                addresses.Add(address);
            else
                result.AddError($"--address '{token.Value}' is not of the form http://HOST:PORT.");
        }

        return [.. addresses];
    }
}
