using Qwen3Tts.ChartTests.Rendering;
using Qwen3Tts.Tests;
using YamlDotNet.Core;

namespace Qwen3Tts.ChartTests.Manifests;

/// <summary>Every manifest is valid twice: no field that its kind lacks (strict types), none missing that it needs (the published schemas).</summary>
public sealed class SchemaTest
{
    internal static readonly string Validator = Repository.File("tests/ChartTests/Validator/validate.mjs");

    public static TheoryData<string> Variants => Variant.All;

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Manifests_HaveOnlyFieldsOfTheirKinds_InOneNamespaceEach(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);

        var names = rendered.All.Select(one => $"{one.Kind} {one.Metadata.Name}").ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.All(rendered.All, one => Assert.Matches("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", one.Metadata.Name));
        Assert.All(rendered.All, one => Assert.Equal("qwen3tts-fleet", one.Metadata.Labels["app.kubernetes.io/name"]));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Manifests_HaveWhatThePublishedSchemasRequire(string variant)
    {
        var yaml = await Variant.RenderAsync(variant);

        var validator = await Helm.RunAsync("/usr/bin/env", yaml, ["node", Validator]);

        Assert.True(validator.ExitCode is 0, validator.Output + validator.Error);
        Assert.Equal($"{Rendered.Load(yaml).Count()} manifests\n", validator.Output);
    }

    // Both validators do find faults.
    [Theory]
    [InlineData("apps/v1", "Deployment", "{replica: 1}")]
    [InlineData("apps/v1", "Deployment", "{replicas: one}")]
    [InlineData("keda.sh/v1alpha1", "ScaledObject", "{maxReplicas: 1}")]
    public void Load_OfAFieldThatTheKindLacks_Fails(string version, string kind, string spec) =>
        Assert.ThrowsAny<YamlException>(() => Rendered.Load(Manifest(version, kind, spec)).ToList());

    [Theory]
    [InlineData("apps/v1", "Deployment", "{template: {spec: {containers: [{image: a}]}}}", "selector")]
    [InlineData("keda.sh/v1alpha1", "ScaledObject", "{triggers: [{type: prometheus}]}", "scaleTargetRef")]
    [InlineData("cert-manager.io/v1", "Certificate", "{dnsNames: [a], issuerRef: {name: a}}", "secretName")]
    [InlineData("monitoring.coreos.com/v1", "PodMonitor", "{podMetricsEndpoints: []}", "selector")]
    [InlineData("gateway.networking.k8s.io/v1", "GRPCRoute", "{parentRefs: [{namespace: a}]}", "name")]
    [InlineData("gateway.networking.k8s.io/v1", "HTTPRoute", "{parentRefs: [{namespace: a}]}", "name")]
    public async Task Validator_WithoutARequiredField_NamesIt(string version, string kind, string spec, string missing)
    {
        var validator = await Helm.RunAsync("/usr/bin/env", Manifest(version, kind, spec), ["node", Validator]);

        Assert.Equal(1, validator.ExitCode);
        Assert.Matches($"must have required property '?{missing}'?", validator.Output);
    }

    private static string Manifest(string version, string kind, string spec) => $"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {spec}\n";
}
