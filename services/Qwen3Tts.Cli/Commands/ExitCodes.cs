namespace Qwen3Tts.Cli.Commands;

/// <summary>What the program answers to its caller.</summary>
public static class ExitCodes
{
    public const int Success = 0;

    /// <summary>It could not be done; standard error says why in one line.</summary>
    public const int Failure = 1;

    /// <summary>The command line is not valid.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C or SIGTERM, as shells count it.</summary>
    public const int Interrupted = 130;
}
