namespace Qwen3Tts.Cli.Pull;

/// <summary>How patient a download is.</summary>
public sealed record PullPolicy
{
    /// <summary>Tries after the first that brought nothing; a try that brought bytes does not count.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Before the first retry; doubles with each, with a random share taken off or added. A hub's own Retry-After goes first.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the hub may be silent, before its answer begins and within it.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);
}
