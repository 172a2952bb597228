using Microsoft.Extensions.Logging.Console;

namespace Qwen3Tts.Cli.Commands;

/// <summary>What a command has around it: the process's, or a test's.</summary>
public sealed record CommandEnvironment
{
    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input, for text as it comes.</summary>
    public required Func<Stream> StandardInput { get; init; }

    /// <summary>Opens standard output, for audio.</summary>
    public required Func<Stream> StandardOutput { get; init; }

    /// <summary>True where a person types at standard input.</summary>
    public bool InputIsTerminal { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where hosted services log instead of <see cref="Error"/>.</summary>
    public Action<ILoggingBuilder>? Log { get; init; }

    public static CommandEnvironment OfProcess() => new()
    {
        Output = Console.Out,
        Error = Console.Error,
        StandardInput = Console.OpenStandardInput,
        StandardOutput = Console.OpenStandardOutput,
        InputIsTerminal = !Console.IsInputRedirected,
    };

    /// <summary>The log of hosted services: warnings in one line each, or everything from information on where it is wanted.</summary>
    public Action<ILoggingBuilder> Logging(bool verbose) => Log ?? (logging =>
    {
        if (!verbose)
        {
            // What could not be started or loaded is the command's own error.
            logging.SetMinimumLevel(LogLevel.Warning)
                .AddFilter("Qwen3Tts.ServiceDefaults.Health", LogLevel.None)
                .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
                // 'up' says so itself.
                .AddFilter("Qwen3Tts.Gateway.Consent.ConsentNotice", LogLevel.Error)
                .AddFilter("Qwen3Tts.ServiceDefaults.Hosting.TransportNotice", LogLevel.Error);
            logging.AddProvider(new QuietLog(Error));
            return;
        }

        logging.SetMinimumLevel(LogLevel.Information).AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
