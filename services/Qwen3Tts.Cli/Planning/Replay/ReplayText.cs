using System.Globalization;
using Qwen3Tts.Cli.Listing;
using Qwen3Tts.Cli.Load;

namespace Qwen3Tts.Cli.Planning.Replay;

/// <summary>A replay for people.</summary>
internal static class ReplayText
{
    private const int Windows = 12;

    public static void Write(TextWriter output, PlanRequest request, Arrivals arrivals, ReplaySettings settings, ReplayOutcome outcome)
    {
        Line(output, $"Replay of a {arrivals.Shape.ToString().ToLowerInvariant()} to {request.Streams} streams in virtual time: {settings.Min} to {settings.Max} generators of {settings.Places} places, {settings.StartSeconds:0} s until a new one is ready and {settings.Discovery:0} s until it is found; scaled at {settings.Utilization:P0} of places or {settings.QueueAge:0.##} s of waiting, down after {settings.ScaleDownAfter:0} s.");
        output.WriteLine();
        var table = new TextTable("minutes", "streams", "replicas wanted", "serving", "utterances", "p50, ms", "p95, ms", "refused", "with a gap");
        for (var window = 0; window < Windows; window++)
        {
            var (from, until) = (window * outcome.Duration / Windows, (window + 1) * outcome.Duration / Windows);
            Add(table, Text($"{from / 60:0.#}–{until / 60:0.#}"), Text($"{arrivals.StreamsAt((from + until) / 2):0.#}"), outcome.Between(from, until));
        }

        Add(table, "all", "", outcome);
        table.Write(output);
        output.WriteLine();
        Line(output, $"{(outcome.Held(request) ? "HELD" : "BROKEN")}: {Share(outcome, listener => listener.FirstAudio <= request.FirstAudio):P1} were heard within {request.FirstAudio:0} ms, those refused counted as not; {request.Share:P0} are asked for. {Share(outcome, listener => listener.Underrun):P1} had a gap.");
        Line(output, $"Replicas took {outcome.Moments.Average(moment => moment.Wanted) * outcome.Duration / 3600:0.0} hours.");
    }

    private static void Add(TextTable table, string minutes, string streams, ReplayOutcome part)
    {
        var first = Percentiles.Of(part.Listeners.Where(listener => listener.FirstAudio is not null).Select(listener => listener.FirstAudio!.Value));
        table.Add(
            minutes,
            streams,
            Range(part.Moments.Select(moment => moment.Wanted)),
            Range(part.Moments.Select(moment => moment.Serving)),
            Text($"{part.Listeners.Count}"),
            Text($"{first.P50:0}"),
            Text($"{first.P95:0}"),
            Text($"{part.Refused}"),
            Text($"{part.Listeners.Count(listener => listener.Underrun)}"));
    }

    private static string Range(IEnumerable<int> values)
    {
        int[] all = [.. values];
        return all.Min() == all.Max() ? Text($"{all[0]}") : Text($"{all.Min()}–{all.Max()}");
    }

    private static double Share(ReplayOutcome outcome, Func<ReplayListener, bool> which) =>
        (double)outcome.Listeners.Count(which) / Math.Max(1, outcome.Listeners.Count);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Line(TextWriter output, FormattableString text) => output.WriteLine(Text(text));
}
