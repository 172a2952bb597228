namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>What came of an utterance's turn.</summary>
internal enum TurnOutcome
{
    /// <summary>It waits for text; nothing was done.</summary>
    Waiting,

    /// <summary>A frame was made.</summary>
    Stepped,

    /// <summary>It is over and has been disposed.</summary>
    Ended,
}
