using k8s.Models;
using Qwen3Tts.ChartTests.Rendering;

namespace Qwen3Tts.ChartTests.Manifests;

/// <summary>A release's name is text wherever it stands, whatever YAML would take it for.</summary>
public sealed class ReleaseNameTest
{
    [Theory]
    [InlineData("true")]
    [InlineData("null")]
    public async Task Manifests_OfAReleaseWhoseNameIsAWordOfYaml_AreValid(string release)
    {
        var helm = await Helm.TemplateOfAsync(release, "many-gpus", "dashboards.enabled=true", """redis.mode="inChart" """);

        Assert.True(helm.ExitCode is 0, helm.Error);
        var validator = await Helm.RunAsync("/usr/bin/env", helm.Output, ["node", SchemaTest.Validator]);
        Assert.True(validator.ExitCode is 0, validator.Output + validator.Error);
        Assert.Equal(release, Assert.Single(Rendered.Load(helm.Output).OfType<V1ServiceAccount>()).Metadata.Name);
    }
}
