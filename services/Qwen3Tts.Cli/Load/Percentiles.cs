namespace Qwen3Tts.Cli.Load;

/// <summary>How times are spread. A percentile is the nearest rank's: the least measured time that so large a share does not exceed.</summary>
/// <param name="Count">Times measured; where there are none the rest is null.</param>
public sealed record Percentiles(int Count, double? P50, double? P95, double? P99, double? Max)
{
    public static Percentiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Percentiles(sorted.Length, Rank(sorted, 0.50), Rank(sorted, 0.95), Rank(sorted, 0.99), Rank(sorted, 1));
    }

    private static double? Rank(double[] sorted, double share) =>
        sorted.Length is 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
