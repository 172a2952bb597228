namespace Qwen3Tts.Gateway.Failover;

/// <summary>What reading from a worker came to.</summary>
internal enum ReadOutcome
{
    /// <summary>It sent something.</summary>
    Item,

    /// <summary>It has sent everything.</summary>
    End,

    /// <summary>It says that it stops, and has sent nothing yet of what it owes.</summary>
    Leaving,
}
