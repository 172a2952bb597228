using System.CommandLine;
using System.CommandLine.Parsing;
using Qwen3Tts.Cli.Fleet;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Options that make a process host a part of a fleet, and tell its Gateway where the rest is.</summary>
public sealed class PartOptions
{
    private readonly Option<FleetService[]> _services = new("--services")
    {
        Description = $"Host these services and no others: {FleetPart.Names}. Each listens on this machine at its usual port (5100 to 5104) "
            + "unless it has a URL. Fleet__Credential must be the same in all processes of a fleet.",
        HelpName = "NAME[=URL],…",
        CustomParser = ParseServices,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<KeyValuePair<string, string>[]> _workers = new("--worker")
    {
        Description = "Where the Gateway finds a service of another process; give it again for each further one.",
        HelpName = "NAME=URL",
        CustomParser = ParseWorkers,
        AllowMultipleArgumentsPerToken = false,
    };

    public PartOptions(Command command)
    {
        command.Options.Add(_services);
        command.Options.Add(_workers);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_workers) is not null && (result.GetResult(_services) is null || !HasGateway(result)))
                result.AddError("--worker tells a Gateway where services of other processes are: give --services with gateway.");
        });
    }

    /// <summary>Whether the Gateway is among what is hosted. By the words: what stands there may not be valid yet.</summary>
    public bool HasGateway(SymbolResult result) =>
        result.GetResult(_services) is not { } services
        || services.Tokens.SelectMany(token => token.Value.Split(',')).Any(text => Split(text).Name == FleetPart.Gateway.Name);

    /// <summary>Empty where all are hosted.</summary>
    public IReadOnlyList<FleetService> Services(ParseResult parsed) => parsed.GetValue(_services) ?? [];

    /// <summary>Addresses of services of other processes, by service.</summary>
    public ILookup<string, string> Workers(ParseResult parsed) =>
        (parsed.GetValue(_workers) ?? []).ToLookup(worker => worker.Key, worker => worker.Value);

    private static FleetService[]? ParseServices(ArgumentResult result)
    {
        var services = new List<FleetService>();
        foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            var (name, url) = Split(text);
            if (Find(result, "--services", name) is not { } part)
                return null;
            if (services.Any(service => service.Name == part.Name))
            {
                result.AddError($"--services names {part.Name} more than once.");
                return null;
            }

            Uri? listen = null;
            if (url is not null && !ListenOptions.TryParse(url, out listen))
            {
                result.AddError($"--services: '{url}' is not of the form http://HOST:PORT or https://HOST:PORT.");
                return null;
            }

            services.Add(new FleetService(part.Name, listen));
        }

        return [.. services];
    }

    private static KeyValuePair<string, string>[]? ParseWorkers(ArgumentResult result)
    {
        var workers = new List<KeyValuePair<string, string>>();
        foreach (var token in result.Tokens)
        {
            var (name, url) = Split(token.Value);
            if (Find(result, "--worker", name) is not { } part)
                return null;
            if (url is null || part == FleetPart.Gateway)
            {
                result.AddError($"--worker '{token.Value}' is not of the form NAME=URL, such as token-generator=http://10.0.0.5:5103.");
                return null;
            }

            workers.Add(new(part.Name, url));
        }

        return [.. workers];
    }

    private static FleetPart? Find(ArgumentResult result, string option, string name)
    {
        if (FleetPart.TryFind(name, out var part))
            return part;
        result.AddError($"{option}: there is no service '{name}'; the services are {FleetPart.Names}.");
        return null;
    }

    private static (string Name, string? Url) Split(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (text[..at].Trim(), text[(at + 1)..].Trim()) : (text.Trim(), null);
}
