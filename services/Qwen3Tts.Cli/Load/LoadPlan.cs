using Qwen3Tts.Cli.Client;

namespace Qwen3Tts.Cli.Load;

/// <summary>What a load run asks for.</summary>
public sealed record LoadPlan
{
    /// <summary>Every utterance's, all but its words and its seed.</summary>
    public required SpeechRequest Request { get; init; }

    /// <summary>Spoken in turn.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>Arrivals, texts' pace, cancels and every utterance's own seed come from it.</summary>
    public ulong Seed { get; init; }

    /// <summary>How the texts are written; null: each is sent at once.</summary>
    public WritingPace? Writing { get; init; }

    /// <summary>Share of utterances whose listener goes away, 0 to 1.</summary>
    public double CancelFraction { get; init; }

    /// <summary>A listener that goes away does so within this time, at a moment that is drawn.</summary>
    public TimeSpan CancelWithin { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a player waits after the first audio before it plays.</summary>
    public TimeSpan PlaybackBuffer { get; init; }

    /// <summary>Amplitude, 0 to 1, from which on a sample is audible.</summary>
    public double AudibleLevel { get; init; } = DecibelsFullScale(-40);

    /// <summary>Amplitude of a level in dBFS.</summary>
    public static double DecibelsFullScale(double level) => Math.Pow(10, level / 20);
}
