namespace Qwen3Tts.Benchmarks.Spread;

/// <summary>How what was measured is spread.</summary>
internal static class Quantile
{
    /// <summary>The value that so large a share of them does not exceed; not a number where there are none.</summary>
    public static double At(List<double> values, double share) => values.Count is 0 ? double.NaN : values.Order().ElementAt((int)(share * (values.Count - 1)));
}
