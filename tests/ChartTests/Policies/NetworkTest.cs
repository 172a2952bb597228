using k8s.Models;
using Qwen3Tts.ChartTests.Manifests;
using Qwen3Tts.ChartTests.Rendering;
using PodMonitor = Qwen3Tts.ChartTests.Manifests.CustomResources.PodMonitor;

namespace Qwen3Tts.ChartTests.Policies;

/// <summary>Who may call whom, and that names and ports lead somewhere.</summary>
public sealed class NetworkTest
{
    public static TheoryData<string> Variants => Variant.All;

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Workers_AreCalledByTheGatewayOnly(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var gateway = rendered.Pods.Single(pod => pod.Component is "gateway");

        Assert.All(rendered.Pods.Where(pod => pod.Component is not ("gateway" or "test")), pod =>
        {
            var policy = Policy(rendered, pod);
            Assert.Contains("Ingress", policy.Spec.PolicyTypes);
            var calls = Assert.Single(policy.Spec.Ingress, rule => rule.Ports.Any(port => port.Port.Value is "grpc" or "redis"));
            var from = Assert.Single(calls.FromProperty);
            Assert.Null(from.NamespaceSelector);
            Assert.True(Rendered.Selects(from.PodSelector.MatchLabels, gateway.Labels));
            Assert.DoesNotContain(rendered.Pods, other => other.Component is not "gateway" && Rendered.Selects(from.PodSelector.MatchLabels, other.Labels));
        });
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Metrics_AreScrapedFromTheMonitoringNamespaceOnly(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);

        Assert.All(rendered.Services, pod =>
        {
            var scrapes = Assert.Single(Policy(rendered, pod).Spec.Ingress, rule => rule.Ports.Any(port => port.Port.Value is "metrics"));
            Assert.Equal("monitoring", Assert.Single(scrapes.FromProperty).NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]);
        });
    }

    [Fact]
    public async Task Metrics_AreScrapedFromTheNamespacesThatValuesName_AndThoseAlone()
    {
        var rendered = await Rendered.OfAsync(null, """networkPolicy.monitoring={"team":"watchers"}""");

        Assert.All(rendered.Services, pod =>
        {
            var scrapes = Assert.Single(Policy(rendered, pod).Spec.Ingress, rule => rule.Ports.Any(port => port.Port.Value is "metrics"));
            Assert.Equal(new Dictionary<string, string> { ["team"] = "watchers" }, Assert.Single(scrapes.FromProperty).NamespaceSelector.MatchLabels);
        });
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task HelmTest_MayCallTheGateway(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var test = rendered.Pods.Single(pod => pod.Component is "test");
        var calls = Assert.Single(
            Policy(rendered, rendered.Pods.Single(pod => pod.Component is "gateway")).Spec.Ingress, rule => rule.Ports.Any(port => port.Port.Value is "grpc"));

        Assert.True(
            calls.FromProperty is null || calls.FromProperty.Any(from => from.NamespaceSelector is null && Rendered.Selects(from.PodSelector?.MatchLabels, test.Labels)),
            "The Gateway's policy keeps the test's pod out.");
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Services_SelectOneDeploymentEach_AndItsPorts(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);

        Assert.All(rendered.Of<V1Service>(), service =>
        {
            var pod = Assert.Single(rendered.Pods, pod => Rendered.Selects(service.Spec.Selector, pod.Labels));
            Assert.All(service.Spec.Ports, port => Assert.Contains(pod.Spec.Containers.Single().Ports, one => one.Name == port.TargetPort.Value));
        });
        Assert.All(rendered.Of<V1Deployment>(), one => Assert.True(Rendered.Selects(one.Spec.Selector.MatchLabels, one.Spec.Template.Metadata.Labels)));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Workers_AreLookedUpByHeadlessServices_AllOfThem(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var gateway = rendered.Pods.Single(pod => pod.Component is "gateway").Spec.Containers.Single();

        var addresses = gateway.Env.Where(one => one.Name.StartsWith("Services__", StringComparison.Ordinal)).Select(one => one.Value);

        var headless = rendered.Of<V1Service>().Where(one => one.Spec.ClusterIP is "None");
        Assert.Equal(
            headless.Select(one => $"dns:///{one.Metadata.Name}.{Helm.Namespace}.svc:{Assert.Single(one.Spec.Ports).Port}").Order(),
            addresses.Order());
    }

    [Fact]
    public async Task PodMonitor_FindsEveryService_AndLabelsItAsScalersAsk()
    {
        var rendered = await Rendered.OfAsync("many-gpus");
        var monitor = Assert.Single(rendered.Of<PodMonitor>());

        Assert.All(rendered.Services, pod =>
        {
            Assert.True(Rendered.Selects(monitor.Spec.Selector.MatchLabels, pod.Labels));
            Assert.Contains(pod.Spec.Containers.Single().Ports, port => port.Name == Assert.Single(monitor.Spec.PodMetricsEndpoints).Port);
        });
        Assert.Equal(["fleet", "component"], monitor.Spec.PodMetricsEndpoints.Single().Relabelings.Select(one => one.TargetLabel));
    }

    private static V1NetworkPolicy Policy(Rendered rendered, Rendered.Pod pod) =>
        Assert.Single(rendered.Of<V1NetworkPolicy>(), policy => Rendered.Selects(policy.Spec.PodSelector.MatchLabels, pod.Labels));
}
