namespace Qwen3Tts.Cli.Planning.Replay;

/// <summary>What listeners of a replay heard, and how the fleet scaled meanwhile.</summary>
public sealed record ReplayOutcome(double Duration, IReadOnlyList<ReplayListener> Listeners, IReadOnlyList<ReplayMoment> Moments)
{
    /// <summary>The share of utterances whose playback may stand still: the objective of deploy/observability/rules.</summary>
    private const double UnderrunShare = 0.01;

    public int Refused => Listeners.Count(listener => listener.FirstAudio is null);

    /// <summary>Whether so many were heard in time as is asked for, a refused one counting as one that was not, and without a gap.</summary>
    public bool Held(PlanRequest request) =>
        Listeners.Count(listener => listener.FirstAudio <= request.FirstAudio) >= request.Share * Listeners.Count
        && Listeners.Count(listener => listener.Underrun) <= UnderrunShare * Listeners.Count;

    /// <summary>Those who came, and the fleet, from one time to another.</summary>
    public ReplayOutcome Between(double from, double until) => new(
        until - from,
        [.. Listeners.Where(listener => listener.Second >= from && listener.Second < until)],
        [.. Moments.Where(moment => moment.Second >= from && moment.Second < until)]);
}
