namespace Qwen3Tts.Cli.Load;

/// <summary>How an utterance ended, as far as its listener can tell.</summary>
public enum UtteranceOutcome
{
    /// <summary>The fleet said that it is finished.</summary>
    Finished,

    /// <summary>Its listener went away, as the run had chosen.</summary>
    Cancelled,

    /// <summary>The fleet refused it or failed.</summary>
    Failed,
}
