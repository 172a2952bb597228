using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Options that say where the Gateway listens.</summary>
public sealed class ListenOptions
{
    /// <summary>Where it listens if nothing else is said.</summary>
    public const int DefaultPort = 5100;

    private readonly Option<int> _port = new("--port", "-p")
    {
        Description = "The Gateway's port on this machine's loopback address; 0 takes a free one.",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultPort,
    };

    private readonly Option<Uri?> _listen = new("--listen")
    {
        Description = "The Gateway's address in full, such as http://0.0.0.0:5100 to be reached from other machines, or https with Gateway__Tls.",
        HelpName = "URL",
        CustomParser = ParseAddress,
    };

    public ListenOptions(Command command)
    {
        command.Options.Add(_port);
        command.Options.Add(_listen);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_listen) is not null && result.GetResult(_port) is { Implicit: false })
                result.AddError("--listen and --port both say where the Gateway listens; give one.");
        });
        _port.Validators.Add(result =>
        {
            if (int.TryParse(result.Tokens.SingleOrDefault()?.Value, out var port) && port is < 0 or > ushort.MaxValue)
                result.AddError($"--port {port} is outside 0 to {ushort.MaxValue}.");
        });
    }

    /// <summary>Whether one of them was given.</summary>
    public bool Given(SymbolResult result) => result.GetResult(_listen) is not null || result.GetResult(_port) is { Implicit: false };

    public Uri Address(ParseResult parsed) => parsed.GetValue(_listen) ?? new Uri($"http://127.0.0.1:{parsed.GetValue(_port)}");

    /// <summary>An address to listen on; adds an error where it is none.</summary>
    public static Uri? ParseAddress(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (TryParse(text, out var address))
            return address;
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name} '{text}' is not of the form http://HOST:PORT or https://HOST:PORT.");
        return null;
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address is { Scheme: "http" or "https", PathAndQuery: "/" };
}
