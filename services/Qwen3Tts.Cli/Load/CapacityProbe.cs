namespace Qwen3Tts.Cli.Load;

/// <summary>A number of streams, tried.</summary>
public sealed record CapacityProbe(int Streams, LoadSummary Summary)
{
    /// <summary>Every listener heard everything, and none's playback stood still.</summary>
    public bool Holds => Summary is { UnderrunUtterances: 0, Failed: 0, Finished: > 0 };
}
