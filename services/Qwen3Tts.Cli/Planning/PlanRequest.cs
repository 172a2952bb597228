namespace Qwen3Tts.Cli.Planning;

/// <summary>What a fleet is planned for.</summary>
public sealed record PlanRequest
{
    /// <summary>Utterances that are listened to at the same time, on average at the busiest.</summary>
    public required int Streams { get; init; }

    /// <summary>Milliseconds in which first audio has to come.</summary>
    public double FirstAudio { get; init; } = 500;

    /// <summary>Of so large a share of utterances.</summary>
    public double Share { get; init; } = 0.95;

    /// <summary>Seconds of speech of an utterance, on average.</summary>
    public double UtteranceSeconds { get; init; } = 8;

    /// <summary>How many times as fast as it is spoken text comes; infinite where it is there at once.</summary>
    public double WritingSpeed { get; init; } = double.PositiveInfinity;

    /// <summary>The share of its time that a generator or decoder may be at work with all its places taken: the rest is for what was not measured.</summary>
    public double Busy { get; init; } = 0.85;

    /// <summary>Milliseconds of first audio that are not the networks': Gateway, text, network.</summary>
    public double Elsewhere { get; init; } = 10;
}
