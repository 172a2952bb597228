namespace Qwen3Tts.Cli.Pull;

/// <summary>What is being done with a file.</summary>
public enum PullStage
{
    Receiving,

    /// <summary>Its SHA-256 is computed.</summary>
    Checking,

    /// <summary>It is in its place and as the hub says.</summary>
    Done,
}
