using System.Globalization;

namespace Qwen3Tts.FunctionalTests.Observability;

/// <summary>A figure that a process gives at its <c>/metrics</c>.</summary>
internal static class Metric
{
    /// <summary>The sum of all series of a name; 0 where there is none yet.</summary>
    public static async Task<double> SumAsync(HttpClient http, Uri address, string name)
    {
        var text = await http.GetStringAsync(new Uri(address, "/metrics"), TestContext.Current.CancellationToken);
        return text.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }
}
