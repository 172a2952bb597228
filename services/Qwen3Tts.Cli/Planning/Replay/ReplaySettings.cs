namespace Qwen3Tts.Cli.Planning.Replay;

/// <summary>The fleet of a replay and how it scales; defaults are the chart's and the services'.</summary>
public sealed record ReplaySettings
{
    public required int Places { get; init; }

    public required int Min { get; init; }

    public required int Max { get; init; }

    /// <summary>Seconds until a new replica has its place in the cluster, its image and its weights.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>Milliseconds from a frame to its samples, at the client.</summary>
    public required double AfterFrame { get; init; }

    /// <summary>Utterances that wait at a generator; more are refused: <c>Engine:QueueLength</c>.</summary>
    public int QueueLength { get; init; } = 24;

    /// <summary>Share of places that replicas are to fill.</summary>
    public double Utilization { get; init; } = 0.7;

    /// <summary>Seconds that an utterance may wait before replicas are added.</summary>
    public double QueueAge { get; init; } = 0.25;

    public double ScaleDownAfter { get; init; } = 600;

    /// <summary>Seconds until a Gateway has found a new replica: <c>Services:DescribePeriod</c>.</summary>
    public double Discovery { get; init; } = 5;
}
