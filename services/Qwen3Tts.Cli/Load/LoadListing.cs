using System.Globalization;
using Qwen3Tts.Cli.Listing;

namespace Qwen3Tts.Cli.Load;

/// <summary>Figures of load runs, for people.</summary>
internal static class LoadListing
{
    private const string None = "-";

    public static void Write(TextWriter writer, LoadSummary summary, LoadPlan plan)
    {
        var table = new TextTable("", "COUNT", "P50", "P95", "P99", "MAX");
        Add(table, "first byte, ms", summary.FirstByteMilliseconds);
        Add(table, $"first audible, ms ({20 * Math.Log10(plan.AudibleLevel):0} dBFS)", summary.FirstAudibleMilliseconds);
        Add(table, "asked late, ms", summary.AskedLateMilliseconds);
        table.Write(writer);
        writer.WriteLine();
        writer.WriteLine($"utterances: {summary.Utterances}, {summary.Finished} finished{Tally(summary.Finishes)}, "
            + $"{summary.Cancelled} cancelled, {summary.Failed} failed{Tally(summary.Errors)}");
        writer.WriteLine($"underruns: {summary.UnderrunUtterances} utterances, {summary.Underruns} in all, {summary.StalledSeconds:0.000} s of standing still");
        writer.WriteLine(
            $"audio: {summary.AudioSeconds:0.0} s in {summary.ElapsedSeconds:0.0} s, {summary.AudioSecondsPerSecond:0.00} audio-seconds a second");
    }

    public static void Write(TextWriter writer, CapacityReport report)
    {
        var table = new TextTable("STREAMS", "UTTERANCES", "FAILED", "UNDERRUNS", "FIRST BYTE P50", "P95", "P99", "AUDIO S/S");
        Add(table, "idle", report.Idle);
        foreach (var probe in report.Probes)
            Add(table, probe.Streams.ToString(CultureInfo.InvariantCulture), probe.Summary);
        table.Write(writer);
        writer.WriteLine();
        writer.WriteLine($"capacity: {report.Capacity} streams with no underrun");
        if (report.Loaded is { } loaded)
        {
            writer.WriteLine(
                $"at {CapacityReport.LoadedShare:0 %} of it, {loaded.Streams} streams: first byte p95 {Number(loaded.Summary.FirstByteMilliseconds.P95)} ms, "
                + $"{Number(report.AddedMilliseconds)} ms over idle; {loaded.Summary.UnderrunUtterances} utterances with underruns");
        }
    }

    public static string OneLine(CapacityProbe probe) =>
        $"{probe.Streams} streams: {(probe.Holds ? "hold" : "do not hold")}, {probe.Summary.UnderrunUtterances} of {probe.Summary.Utterances} utterances with underruns, "
        + $"{probe.Summary.Failed} failed{Tally(probe.Summary.Errors)}";

    private static void Add(TextTable table, string name, Percentiles times) => table.Add(
        name, times.Count.ToString(CultureInfo.InvariantCulture), Number(times.P50), Number(times.P95), Number(times.P99), Number(times.Max));

    private static void Add(TextTable table, string name, LoadSummary summary) => table.Add(
        name,
        summary.Utterances.ToString(CultureInfo.InvariantCulture),
        summary.Failed.ToString(CultureInfo.InvariantCulture),
        summary.UnderrunUtterances.ToString(CultureInfo.InvariantCulture),
        Number(summary.FirstByteMilliseconds.P50),
        Number(summary.FirstByteMilliseconds.P95),
        Number(summary.FirstByteMilliseconds.P99),
        summary.AudioSecondsPerSecond.ToString("0.00", CultureInfo.InvariantCulture));

    private static string Tally(IReadOnlyDictionary<string, int> counts) =>
        counts.Count is 0 ? "" : $" ({string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}"))})";

    private static string Number(double? value) => value?.ToString("0.0", CultureInfo.InvariantCulture) ?? None;
}
