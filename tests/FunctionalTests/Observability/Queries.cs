using System.Text.Json;
using System.Text.RegularExpressions;
using Qwen3Tts.Tests;

namespace Qwen3Tts.FunctionalTests.Observability;

/// <summary>What dashboards and scalers ask Prometheus, as they ask it.</summary>
internal static class Queries
{
    public const string Namespace = "speech";
    public const string Fleet = "fleet";
    public const string Generator = "generator-nano";

    /// <summary>Each panel's queries, by file, title and letter, its variables replaced as Grafana does.</summary>
    public static IEnumerable<(string Name, string Expression)> OfDashboards() =>
        from file in Dashboards()
        let dashboard = JsonDocument.Parse(File.ReadAllText(file)).RootElement
        from panel in dashboard.GetProperty("panels").EnumerateArray()
        where panel.GetProperty("type").GetString() is not "row"
        from target in panel.GetProperty("targets").EnumerateArray()
        select (
            $"{Path.GetFileNameWithoutExtension(file)}, {panel.GetProperty("title").GetString()}, {target.GetProperty("refId").GetString()}",
            Fill(target.GetProperty("expr").GetString()!));

    /// <summary>The values that each variable of a dashboard can have, as a query.</summary>
    public static IEnumerable<(string Name, string Expression)> OfVariables() =>
        from file in Dashboards()
        let dashboard = JsonDocument.Parse(File.ReadAllText(file)).RootElement
        from variable in dashboard.GetProperty("templating").GetProperty("list").EnumerateArray()
        where variable.GetProperty("type").GetString() is "query"
        let values = Regex.Match(Fill(variable.GetProperty("definition").GetString()!), @"^label_values\((.+), (\w+)\)$")
        select ($"{Path.GetFileNameWithoutExtension(file)}, variable {variable.GetProperty("name").GetString()}", $"count by ({values.Groups[2].Value}) ({values.Groups[1].Value})");

    /// <summary>The queries by which the chart scales generators, from its rendered example, for this fleet's generator.</summary>
    public static IEnumerable<(string Name, string Expression)> OfScalers() =>
        from line in File.ReadLines(Repository.File("helm/qwen3tts-fleet/examples/many-gpus.yaml"))
        let query = Regex.Match(line, "^ +query: (.+)$")
        where query.Success
        let expression = Regex.Replace(query.Groups[1].Value, "component=\"[^\"]+\"", $"component=\"{Generator}\"")
        select ($"scaler: {expression}", expression);

    public static IEnumerable<string> Dashboards() => Directory.EnumerateFiles(Repository.File("deploy/observability/dashboards"), "*.json").Order();

    /// <summary>The recorded series that an expression names.</summary>
    public static IEnumerable<string> Recorded(string expression) => Regex.Matches(expression, "qwen3tts(:[a-z0-9_]+)+").Select(match => match.Value).Distinct();

    private static string Fill(string expression) => expression
        .Replace("$namespace", Namespace, StringComparison.Ordinal)
        .Replace("$fleet", Fleet, StringComparison.Ordinal)
        .Replace("$tenant", ".*", StringComparison.Ordinal)
        .Replace("$__rate_interval", "1m", StringComparison.Ordinal);
}
