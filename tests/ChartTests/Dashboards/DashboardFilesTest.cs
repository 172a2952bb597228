using System.Text.Json;
using Qwen3Tts.Tests;

namespace Qwen3Tts.ChartTests.Dashboards;

/// <summary>Dashboards are what Grafana takes; that their queries return data is tested on a fleet at work.</summary>
public sealed class DashboardFilesTest
{
    private const int Columns = 24;

    public static TheoryData<string> Files { get; } =
        [.. Directory.EnumerateFiles(Repository.File("deploy/observability/dashboards"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Dashboard_IsFoundByItsName_AndAsksTheChosenPrometheus(string name)
    {
        var dashboard = Load(name);
        var panels = dashboard.GetProperty("panels").EnumerateArray().ToList();

        Assert.Equal(name, dashboard.GetProperty("uid").GetString());
        Assert.Contains("qwen3tts", dashboard.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.All(panels.Where(IsNoRow), panel =>
        {
            Assert.NotEmpty(panel.GetProperty("description").GetString()!);
            Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray());
            Assert.All(panel.GetProperty("targets").EnumerateArray(), target =>
            {
                Assert.Equal("${datasource}", target.GetProperty("datasource").GetProperty("uid").GetString());
                Assert.Contains("""namespace="$namespace", fleet="$fleet""", target.GetProperty("expr").GetString(), StringComparison.Ordinal);
            });
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Panels_LieBesideEachOther(string name)
    {
        var places = Load(name).GetProperty("panels").EnumerateArray().SelectMany(panel =>
        {
            var place = panel.GetProperty("gridPos");
            var (left, top, width) = (place.GetProperty("x").GetInt32(), place.GetProperty("y").GetInt32(), place.GetProperty("w").GetInt32());
            Assert.InRange(left + width, 1, Columns);
            return from x in Enumerable.Range(left, width)
                   from y in Enumerable.Range(top, place.GetProperty("h").GetInt32())
                   select (x, y);
        }).ToList();

        Assert.Equal(places.Count, places.Distinct().Count());
    }

    private static bool IsNoRow(JsonElement panel) => panel.GetProperty("type").GetString() is not "row";

    private static JsonElement Load(string name) =>
        JsonDocument.Parse(File.ReadAllText(Repository.File($"deploy/observability/dashboards/{name}.json"))).RootElement;
}
