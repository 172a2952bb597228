using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Cli.Commands;

/// <summary>Runs a command line: one line on standard error and an exit code for everything that can go wrong.</summary>
public static class CommandRunner
{
    // The longest drain that a fleet may be configured to; a second Ctrl-C cuts it short.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromHours(1);

    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        // Numbers are written 0.9 on every machine.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var root = new Qwen3TtsCommand(environment);
        // '@' begins a file name of --transcript, not a file of arguments.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
            return ReportUsage(parsed, environment.Error);

        var verbose = parsed.GetValue(root.Verbose);
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = environment.Output,
                    Error = environment.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = TerminationTimeout,
                },
                cancellationToken);
        }
        catch (Exception error)
        {
            return Report(error, verbose, environment.Error);
        }
    }

    private static int ReportUsage(ParseResult parsed, TextWriter error)
    {
        foreach (var problem in parsed.Errors)
            error.WriteLine($"qwen3tts: {OnOneLine(problem.Message)}");
        var names = parsed.CommandResult.Path().Skip(1).Select(command => $" {command.Command.Name}");
        error.WriteLine($"See qwen3tts{string.Concat(names)} --help.");
        return ExitCodes.Usage;
    }

    private static int Report(Exception error, bool verbose, TextWriter writer)
    {
        if (error is OperationCanceledException or SpeechException { Kind: SpeechErrorKind.Cancelled })
        {
            writer.WriteLine("qwen3tts: interrupted.");
            return ExitCodes.Interrupted;
        }

        var expected = error is SpeechException or IOException or UnauthorizedAccessException;
        var message = OnOneLine(error.Message);
        writer.WriteLine(expected || verbose
            ? $"qwen3tts: {message}"
            : $"qwen3tts: unexpected {error.GetType().Name}: {message} (--verbose shows where)");
        if (verbose)
            writer.WriteLine(error);
        return ExitCodes.Failure;
    }

    private static string OnOneLine(string message) => message.ReplaceLineEndings(" ").Replace('\t', ' ').Trim();

    private static IEnumerable<CommandResult> Path(this CommandResult command) =>
        command.Parent is CommandResult parent ? parent.Path().Append(command) : [command];
}
