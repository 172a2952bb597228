namespace Qwen3Tts.Cli.Load;

/// <summary>A load run in figures. Times and underruns are those of the utterances that were not chosen to be cancelled.</summary>
/// <param name="FirstByteMilliseconds">From the time an utterance was due to its first audio.</param>
/// <param name="FirstAudibleMilliseconds">Until its first audible sample was played.</param>
/// <param name="AskedLateMilliseconds">How far behind the plan it was asked for: this machine's own share.</param>
/// <param name="UnderrunUtterances">Utterances whose playback stood still at least once.</param>
/// <param name="Underruns">Times that playback stood still.</param>
/// <param name="StalledSeconds">How long it stood still in all.</param>
/// <param name="AudioSecondsPerSecond">Audio of all utterances over the run's time.</param>
/// <param name="Errors">How often the fleet answered each kind of error.</param>
/// <param name="Finishes">How often it gave each reason for an end.</param>
public sealed record LoadSummary(
    int Utterances,
    int Finished,
    int Cancelled,
    int Failed,
    Percentiles FirstByteMilliseconds,
    Percentiles FirstAudibleMilliseconds,
    Percentiles AskedLateMilliseconds,
    int UnderrunUtterances,
    int Underruns,
    double StalledSeconds,
    double AudioSeconds,
    double AudioSecondsPerSecond,
    double ElapsedSeconds,
    IReadOnlyDictionary<string, int> Errors,
    IReadOnlyDictionary<string, int> Finishes)
{
    public static LoadSummary Of(LoadResult result)
    {
        var all = result.Utterances;
        UtteranceMeasurement[] counted = [.. all.Where(utterance => !utterance.ToCancel)];
        var audio = all.Sum(utterance => utterance.AudioSeconds);
        return new LoadSummary(
            all.Count,
            Count(all, UtteranceOutcome.Finished),
            Count(all, UtteranceOutcome.Cancelled),
            Count(all, UtteranceOutcome.Failed),
            Milliseconds(counted.Select(utterance => utterance.FirstByte)),
            Milliseconds(counted.Select(utterance => utterance.FirstAudible)),
            Milliseconds(all.Select(utterance => (TimeSpan?)(utterance.Asked - utterance.Due))),
            counted.Count(utterance => utterance.Underruns > 0),
            counted.Sum(utterance => utterance.Underruns),
            counted.Sum(utterance => utterance.Stalled.TotalSeconds),
            audio,
            result.Elapsed > TimeSpan.Zero ? audio / result.Elapsed.TotalSeconds : 0,
            result.Elapsed.TotalSeconds,
            Tally(all.Select(utterance => utterance.Error)),
            Tally(all.Select(utterance => utterance.Finish)));
    }

    private static int Count(IEnumerable<UtteranceMeasurement> all, UtteranceOutcome outcome) => all.Count(utterance => utterance.Outcome == outcome);

    private static Percentiles Milliseconds(IEnumerable<TimeSpan?> times) => Percentiles.Of(times.OfType<TimeSpan>().Select(time => time.TotalMilliseconds));

    private static SortedDictionary<string, int> Tally<T>(IEnumerable<T?> values)
        where T : struct, Enum => new(
            values.OfType<T>().GroupBy(value => value).ToDictionary(same => same.Key.ToString(), same => same.Count()), StringComparer.Ordinal);
}
