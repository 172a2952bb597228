using k8s.Models;
using Qwen3Tts.Tests;
using PrometheusRule = Qwen3Tts.ChartTests.Manifests.CustomResources.PrometheusRule;

namespace Qwen3Tts.ChartTests.Manifests;

/// <summary>The chart brings the rules and dashboards that are tested, where its values ask for them.</summary>
public sealed class ShippedTest
{
    [Fact]
    public async Task Dashboards_AreThoseOfTheRepository_WithTheSidecarsLabel()
    {
        var rendered = await Rendered.OfAsync(null, "dashboards.enabled=true");

        var shipped = Dashboards(rendered);
        var files = Directory.EnumerateFiles(Repository.File("deploy/observability/dashboards")).Order().ToList();
        Assert.Equal(files.Select(Path.GetFileName), shipped.SelectMany(map => map.Data.Keys).Order());
        Assert.All(files, file => Assert.Equal(File.ReadAllText(file).Trim(), shipped.Single(map => map.Data.ContainsKey(Path.GetFileName(file))).Data.Values.Single()));
        Assert.All(shipped, map => Assert.Equal("1", map.Metadata.Labels["grafana_dashboard"]));
    }

    [Theory]
    [InlineData("", "runbooks/")]
    [InlineData("https://wiki.example.com/speech/", "https://wiki.example.com/speech/runbooks/")]
    public async Task Rules_AreAllThere_AndLeadToTheirPages(string pages, string prefix)
    {
        var rendered = await Rendered.OfAsync(null, $$"""prometheusRule={"enabled":true,"labels":{"release":"p"},"pages":"{{pages}}"}""");

        var resource = Assert.Single(rendered.Of<PrometheusRule>());
        var rules = resource.Spec.Groups.SelectMany(group => group.Rules).ToList();
        Assert.Equal("p", resource.Metadata.Labels["release"]);
        Assert.Equal(
            File.ReadLines(Repository.File("deploy/observability/rules/qwen3tts.yaml"))
                .Count(line => line.Contains("record: ", StringComparison.Ordinal) || line.Contains("alert: ", StringComparison.Ordinal)),
            rules.Count);
        Assert.All(rules.Where(rule => rule.Alert is not null), rule =>
        {
            Assert.Equal($"{prefix}{rule.Alert}.md", rule.Annotations["runbook_url"]);
            Assert.DoesNotContain("%!", rule.Annotations["summary"], StringComparison.Ordinal);
        });
        Assert.Contains(rules, rule => rule.Annotations.TryGetValue("summary", out var summary) && summary.Contains("{{ $value | humanizeDuration }}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Neither_IsThere_WhereNobodyAsks()
    {
        var rendered = await Rendered.OfAsync("one-node");

        Assert.Empty(Dashboards(rendered));
        Assert.Empty(rendered.Of<PrometheusRule>());
    }

    /// <summary>All maps but the Gateways' settings.</summary>
    private static List<V1ConfigMap> Dashboards(Rendered rendered) =>
        [.. rendered.Of<V1ConfigMap>().Where(map => !map.Metadata.Name.EndsWith("-gateway-settings", StringComparison.Ordinal))];
}
