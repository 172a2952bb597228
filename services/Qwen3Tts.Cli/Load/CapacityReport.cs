namespace Qwen3Tts.Cli.Load;

/// <summary>What a fleet can hold.</summary>
/// <param name="Probes">All that were tried, in that order.</param>
/// <param name="Capacity">The most streams with no underrun and no failure.</param>
/// <param name="Idle">One utterance after the other.</param>
/// <param name="Loaded">At <see cref="LoadedShare"/> of the capacity, tried again; null where nothing holds.</param>
public sealed record CapacityReport(IReadOnlyList<CapacityProbe> Probes, int Capacity, LoadSummary Idle, CapacityProbe? Loaded)
{
    /// <summary>How much of its capacity a fleet should be used.</summary>
    public const double LoadedShare = 0.8;

    /// <summary>How much later the first audio comes under load, at the 95th percentile.</summary>
    public double? AddedMilliseconds => Loaded?.Summary.FirstByteMilliseconds.P95 - Idle.FirstByteMilliseconds.P95;

    /// <summary>Searches.</summary>
    /// <param name="hold">How long a number of streams is held.</param>
    /// <param name="most">Streams that are tried at most.</param>
    /// <param name="attempts">Tries of a number of streams before it counts as one that does not hold.</param>
    /// <param name="idleUtterances">Utterances that tell how an idle fleet answers.</param>
    /// <param name="progress">Told of every probe.</param>
    public static async Task<CapacityReport> SearchAsync(
        SpeakFunction speak,
        LoadPlan plan,
        TimeSpan hold,
        int most,
        int attempts,
        int idleUtterances,
        Action<CapacityProbe> progress,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var idle = LoadSummary.Of(await LoadRun.SeriesAsync(speak, plan, idleUtterances, time, cancellationToken));
        var probes = new List<CapacityProbe>();
        var capacity = await CapacitySearch.FindAsync(most, async streams => (await ProbeAsync(streams)).Holds);
        var loaded = capacity > 0 ? await ProbeAsync(Math.Max(1, (int)(LoadedShare * capacity))) : null;
        return new CapacityReport(probes, capacity, idle, loaded);

        async Task<CapacityProbe> ProbeAsync(int streams)
        {
            for (var attempt = 1; ; attempt++)
            {
                var probe = new CapacityProbe(streams, LoadSummary.Of(await LoadRun.StreamsAsync(speak, plan, streams, hold, time, cancellationToken)));
                probes.Add(probe);
                progress(probe);
                if (probe.Holds || attempt == attempts)
                    return probe;
            }
        }
    }
}
