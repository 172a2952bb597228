using Qwen3Tts.ChartTests.Rendering;
using Qwen3Tts.Tests;
using YamlDotNet.RepresentationModel;

namespace Qwen3Tts.ChartTests.Rules;

/// <summary>Recording rules and alerts do what they say, by Prometheus' own tool, and each alert has a page that says what to do.</summary>
public sealed class RulesTest
{
    private const string Promtool = "/usr/bin/promtool";

    private static readonly string Tests = Repository.File("tests/ChartTests/Rules/rules.test.yaml");

    private static readonly IReadOnlyList<YamlMappingNode> Alerts =
        [.. RuleFiles().SelectMany(file => Load(file)["groups"].Items()).SelectMany(group => group["rules"].Items()).Where(rule => rule.Children.ContainsKey("alert"))];

    public static TheoryData<string> AlertNames { get; } = [.. Alerts.Select(alert => alert["alert"].ToString()).Distinct()];

    public static TheoryData<string, string> AlertRules { get; } = [.. Alerts.Select(alert => (alert["alert"].ToString(), Window(alert["labels"])))];

    public static TheoryData<string> Files { get; } = [.. RuleFiles().Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Rules_AreValid_AndLint(string file)
    {
        var check = await Helm.RunAsync(Promtool, "", ["check", "rules", "--lint-fatal", Path.Combine(Folder("rules"), file)]);

        Assert.True(check.ExitCode is 0, check.Output + check.Error);
    }

    [Fact]
    public async Task Rules_DoWhatTheirTestsSay()
    {
        var test = await Helm.RunAsync(Promtool, "", ["test", "rules", Tests]);

        Assert.True(test.ExitCode is 0, test.Output + test.Error);
    }

    // Each rule: an alert that looks through three windows is three.
    [Theory]
    [MemberData(nameof(AlertRules))]
    public void Alert_IsTestedFiringAndSilent(string alert, string window)
    {
        var cases = Load(Tests)["tests"].Items()
            .Where(test => test.Children.ContainsKey("alert_rule_test"))
            .SelectMany(test => test["alert_rule_test"].Items())
            .Where(one => one["alertname"].ToString() == alert)
            .Select(one => one.Children.TryGetValue("exp_alerts", out var fired) ? fired.Items().Select(expected => Window(expected["exp_labels"])).ToList() : [])
            .ToList();

        Assert.Contains(cases, fired => fired.Contains(window));
        Assert.Contains(cases, fired => !fired.Contains(window));
    }

    [Theory]
    [MemberData(nameof(AlertNames))]
    public void Alert_SaysHowBadItIs_AndLeadsToItsPage(string alert)
    {
        Assert.All(Alerts.Where(one => one["alert"].ToString() == alert), one =>
        {
            Assert.Contains(one["labels"]["severity"].ToString(), new[] { "page", "ticket" });
            Assert.NotEmpty(one["annotations"]["summary"].ToString());
            Assert.Equal($"runbooks/{alert}.md", one["annotations"]["runbook_url"].ToString());
        });
        var page = File.ReadAllText(Path.Combine(Folder("runbooks"), $"{alert}.md"));
        Assert.StartsWith($"# {alert}\n", page, StringComparison.Ordinal);
        Assert.Contains("\n## Do\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_AreThoseOfAlerts() => Assert.Equal(
        Alerts.Select(alert => alert["alert"].ToString()).Distinct().Order(),
        Directory.EnumerateFiles(Folder("runbooks")).Select(file => Path.GetFileNameWithoutExtension(file)!).Order());

    /// <summary>The window among an alert's labels; empty where it has one only.</summary>
    private static string Window(YamlNode labels) => ((YamlMappingNode)labels).Children.TryGetValue("window", out var window) ? window.ToString() : "";

    private static string Folder(string name) => Repository.File($"deploy/observability/{name}");

    private static IEnumerable<string> RuleFiles() => Directory.EnumerateFiles(Folder("rules"), "*.yaml").Order();

    private static YamlMappingNode Load(string file)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(file);
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }
}
