using Qwen3Tts.Cli.Commands;

namespace Qwen3Tts.Tests;

/// <summary>A run of the command line in this process, and what it wrote.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error, byte[] StandardOutput)
{
    public IReadOnlyList<string> ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<CommandRun> Of(params string[] arguments) => Of(Stream.Null, TestContext.Current.CancellationToken, arguments);

    public static async Task<CommandRun> Of(Stream input, CancellationToken cancellationToken, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var audio = new MemoryStream();
        var environment = new CommandEnvironment
        {
            Output = output,
            Error = error,
            StandardInput = () => input,
            StandardOutput = () => audio,
        };
        var exitCode = await CommandRunner.RunAsync(arguments, environment, cancellationToken);
        return new CommandRun(exitCode, output.ToString(), error.ToString(), audio.ToArray());
    }
}
