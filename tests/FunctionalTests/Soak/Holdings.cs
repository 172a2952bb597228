using System.Diagnostics;
using System.Globalization;

namespace Qwen3Tts.FunctionalTests.Soak;

/// <summary>What this process, the fleet in it, holds at some times, and how that grows.</summary>
internal sealed class Holdings
{
    private readonly List<(double Minute, double[] Values)> _samples = [];

    /// <summary>
    /// What is held, and how much more of it at the end is nothing to worry about. Over the night's half hour, of which twenty minutes count and
    /// 90,000 visits, the heap's is 0.4 MiB a minute or 90 bytes a visit.
    /// </summary>
    public static IReadOnlyList<(string Name, double Allowed)> Kinds { get; } =
    [
        ("heap, MiB", 8),
        // The collector gives back what it has when it likes.
        ("resident, MiB", 128),
        ("handles", 32),
        ("threads", 32),
    ];

    public void Take(TimeSpan at)
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        const double Mebi = 1 << 20;
        _samples.Add((at.TotalMinutes, [heap / Mebi, process.WorkingSet64 / Mebi, process.HandleCount, process.Threads.Count]));
    }

    /// <summary>Growth of one kind over all samples but the first third, in which caches and pools fill: the line of least squares.</summary>
    /// <returns>A minute, and from the first of them to the last.</returns>
    public (double PerMinute, double Whole) Growth(int kind)
    {
        var settled = _samples.Skip(_samples.Count / 3).Select(sample => (sample.Minute, Value: sample.Values[kind])).ToArray();
        var (minute, value) = (settled.Average(sample => sample.Minute), settled.Average(sample => sample.Value));
        var slope = settled.Sum(sample => (sample.Minute - minute) * (sample.Value - value)) / settled.Sum(sample => (sample.Minute - minute) * (sample.Minute - minute));
        return (slope, slope * (settled[^1].Minute - settled[0].Minute));
    }

    /// <summary>A Markdown table.</summary>
    public string Describe() => string.Join(
        '\n',
        Kinds.Select((kind, index) => string.Create(
            CultureInfo.InvariantCulture,
            $"| {kind.Name} | {_samples[0].Values[index]:0} | {_samples[^1].Values[index]:0} | {Signed(Growth(index).PerMinute, 3)} | {Signed(Growth(index).Whole, 1)} |"))
            .Prepend("| --- | --- | --- | --- | --- |").Prepend("| of the whole fleet | at the start | at the end | a minute, by least squares | in all |"));

    /// <summary>Rounded first: what rounds to nothing has no sign.</summary>
    private static string Signed(double value, int digits)
    {
        var rounded = Math.Round(value, digits);
        return (rounded > 0 ? "+" : "") + (rounded is 0 ? 0 : rounded).ToString($"F{digits}", CultureInfo.InvariantCulture);
    }
}
