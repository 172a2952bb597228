namespace Qwen3Tts.TokenGenerator.Guarding;

/// <summary>What gave a runaway away.</summary>
public enum RunawayReason
{
    /// <summary>The speech is longer than its text can be.</summary>
    Budget,

    /// <summary>A stretch of speech is repeated.</summary>
    Loop,

    /// <summary>Nothing is said.</summary>
    Silence,

    /// <summary>What is said is not what the model would say.</summary>
    Babble,
}
