using Qwen3Tts.Modeling.Sampling;

namespace Qwen3Tts.Cli.Load;

/// <summary>What a load run draws. Each number depends on (seed, purpose, utterance, index) alone, so that two runs ask for the same.</summary>
internal enum Draw
{
    /// <summary>The time to the next arrival.</summary>
    Arrival,

    /// <summary>When a stream begins.</summary>
    Stagger,

    /// <summary>Whether an utterance is cancelled.</summary>
    Cancel,

    /// <summary>When it is.</summary>
    CancelMoment,

    /// <summary>How long a writer takes for a token.</summary>
    Writing,
}

/// <summary>Draws by counter.</summary>
internal static class Draws
{
    /// <returns>A number in (0, 1).</returns>
    public static double Uniform(this Draw purpose, ulong seed, int utterance, int index = 0) =>
        CounterRandom.Uniform(seed, utterance, (int)purpose, index);
}
