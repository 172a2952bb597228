using k8s.Models;
using Qwen3Tts.ChartTests.Manifests;
using Qwen3Tts.ChartTests.Rendering;
using ScaledObject = Qwen3Tts.ChartTests.Manifests.CustomResources.ScaledObject;

namespace Qwen3Tts.ChartTests.Policies;

/// <summary>Pods come, go and are moved without anybody hearing it, as far as manifests can say.</summary>
public sealed class AvailabilityTest
{
    private static readonly string[] Topologies = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"];

    public static TheoryData<string> Variants => Variant.All;

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Services_HaveAllThreeProbes_OnAPortThatIsThere(string variant) => Assert.All((await Rendered.OfAsync(variant)).Services, pod =>
    {
        var service = pod.Spec.Containers.Single();
        foreach (var probe in new[] { service.StartupProbe, service.LivenessProbe, service.ReadinessProbe })
            Assert.Contains(service.Ports, port => port.Name == probe.HttpGet.Port.Value);
        Assert.Equal("/livez", service.LivenessProbe.HttpGet.Path);
        // What a worker that is not alive was at has gone to another; a Gateway's utterances would be lost.
        Assert.Equal(pod.Component is "gateway" ? null : 15, service.LivenessProbe.TerminationGracePeriodSeconds);
        Assert.Equal("/healthz", service.ReadinessProbe.HttpGet.Path);
    });

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Redis_IsProbed(string variant) => Assert.All(
        (await Rendered.OfAsync(variant)).Pods.Where(pod => pod.Component is "redis").SelectMany(pod => pod.Containers), redis =>
        {
            Assert.Equal("redis", redis.ReadinessProbe.TcpSocket.Port.Value);
            Assert.Equal("redis", redis.LivenessProbe.TcpSocket.Port.Value);
        });

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Services_AreGivenUpOneAtATime(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);

        Assert.All(rendered.Services, pod =>
        {
            var budget = Assert.Single(rendered.Of<V1PodDisruptionBudget>(), one => Rendered.Selects(one.Spec.Selector.MatchLabels, pod.Labels));
            Assert.Equal("1", budget.Spec.MaxUnavailable.Value);
            // A pod that is not ready must not keep a node from being emptied.
            Assert.Equal("AlwaysAllow", budget.Spec.UnhealthyPodEvictionPolicy);
        });
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Services_SpreadOverZonesAndNodes_WhereThereAreSome(string variant) => Assert.All((await Rendered.OfAsync(variant)).Services, pod =>
    {
        var spread = pod.Spec.TopologySpreadConstraints;
        Assert.Equal(Topologies, spread.Select(one => one.TopologyKey));
        Assert.All(spread, one =>
        {
            Assert.Equal("ScheduleAnyway", one.WhenUnsatisfiable);
            Assert.True(Rendered.Selects(one.LabelSelector.MatchLabels, pod.Labels));
            Assert.Contains("app.kubernetes.io/component", one.LabelSelector.MatchLabels.Keys);
        });
    });

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Services_AreKilledOnlyAfterTheyHaveDrained(string variant) => Assert.All((await Rendered.OfAsync(variant)).Services, pod =>
    {
        var service = pod.Spec.Containers.Single();
        var draining = TimeSpan.Parse(service.Env.Single(one => one.Name is "Draining__GracePeriod").Value, System.Globalization.CultureInfo.InvariantCulture);
        var pause = service.Lifecycle?.PreStop?.Sleep?.Seconds ?? 0;
        Assert.True(pod.Spec.TerminationGracePeriodSeconds > pause + draining.TotalSeconds, pod.Name);
    });

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Deployments_HaveReplicasOrAScaler_NeverBoth(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var scaled = rendered.Of<V2HorizontalPodAutoscaler>().Select(one => one.Spec.ScaleTargetRef.Name)
            .Concat(rendered.Of<ScaledObject>().Select(one => one.Spec.ScaleTargetRef.Name)).ToList();

        Assert.Equal(scaled.Distinct(), scaled);
        Assert.Subset(rendered.Of<V1Deployment>().Select(one => one.Metadata.Name).ToHashSet(), scaled.ToHashSet());
        Assert.All(rendered.Of<V1Deployment>(), one => Assert.Equal(scaled.Contains(one.Metadata.Name), one.Spec.Replicas is null));
    }

    // Ten minutes, as Kubernetes has it, are less than a large checkpoint may take to be fetched and converted.
    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Workers_MayTakeHalfAnHourToFetchTheirModels(string variant) => Assert.All(
        (await Rendered.OfAsync(variant)).Services, pod => Assert.Equal(pod.Component is "gateway" ? null : 1800, pod.Deployment!.Spec.ProgressDeadlineSeconds));

    [Fact]
    public async Task Redis_KeepsWhatItsValueAllows()
    {
        var redis = (await Rendered.OfAsync(null, """redis.maxMemory="3gb" """)).Pods.Single(pod => pod.Component is "redis").Spec.Containers.Single();

        Assert.Equal("3gb", redis.Args[redis.Args.IndexOf("--maxmemory") + 1]);
    }

    [Fact]
    public async Task Scalers_AreGeneratorsByWhatWaits_OthersByProcessor()
    {
        var rendered = await Rendered.OfAsync("many-gpus");

        var processors = rendered.Of<V2HorizontalPodAutoscaler>().ToList();
        Assert.Equal(
            ["acoustic-decoder", "gateway", "speaker-embedding", "text-frontend"],
            processors.Select(one => one.Metadata.Labels["app.kubernetes.io/component"]).Order());
        Assert.All(processors, one => Assert.Equal("cpu", Assert.Single(one.Spec.Metrics).Resource.Name));
        Assert.All(processors, one => Assert.True(one.Spec.MinReplicas <= one.Spec.MaxReplicas));

        var generators = rendered.Of<ScaledObject>().ToList();
        Assert.Equal(2, generators.Count);
        Assert.All(generators, one =>
        {
            Assert.True(one.Spec.MinReplicaCount >= 1, "A scaler cannot see who waits for a model that has no generator.");
            Assert.InRange(one.Spec.Fallback.Replicas, one.Spec.MinReplicaCount, one.Spec.MaxReplicaCount);
            Assert.Equal(["qwen3tts_generator_active_utterances", "qwen3tts_generator_queue_age_seconds"], one.Spec.Triggers.Select(trigger => Metric(trigger.Metadata["query"])));
            // Series that vanish are an error, so that the number stays; taken for 0 they would end replicas that are at work.
            Assert.All(one.Spec.Triggers, trigger => Assert.Equal("false", trigger.Metadata["ignoreNullValues"]));
            Assert.Equal("currentReplicasIfHigher", one.Spec.Fallback.Behavior);
            var component = one.Metadata.Labels["app.kubernetes.io/component"];
            Assert.All(one.Spec.Triggers, trigger => Assert.Contains(
                $$"""{namespace="speech",fleet="fleet",component="{{component}}"}""", trigger.Metadata["query"], StringComparison.Ordinal));
            var down = one.Spec.Advanced.HorizontalPodAutoscalerConfig.Behavior.ScaleDown;
            var pod = rendered.Services.Single(pod => pod.Component == component);
            Assert.True(down.StabilizationWindowSeconds >= pod.Spec.TerminationGracePeriodSeconds, "Replicas would be given up faster than they drain.");
        });
    }

    // KEDA counts in thousandths.
    [Theory]
    [InlineData("0.01", "0.010", "0.001", "0.001")]
    [InlineData("0.7", "0.700", "0.25", "0.250")]
    public async Task Scalers_OfSmallShares_HaveTargetsAboveZero(string utilization, string places, string age, string seconds)
    {
        var rendered = await Rendered.OfAsync(
            "many-gpus", """models=[{"name":"a","embedded":true}]""", "generator.places=1", $"generator.autoscaling.utilization={utilization}", $"generator.autoscaling.queueAge={age}");

        Assert.Equal([places, seconds], Assert.Single(rendered.Of<ScaledObject>()).Spec.Triggers.Select(trigger => trigger.Metadata["threshold"]));
    }

    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"size":"small"}""", "size=small")]
    public async Task NodeSelector_OfAModel_TakesThePlaceOfTheOthers(string own, string expected)
    {
        var rendered = await Rendered.OfAsync("many-gpus", """models=[{"name":"a","embedded":true},{"name":"b","embedded":true}]""", $"models[0].generator.nodeSelector={own}");

        Assert.Equal(expected, NodesOf("generator-a"));
        Assert.Equal("nvidia.com/gpu.present=true", NodesOf("generator-b"));

        string NodesOf(string component) => string.Join(
            ',', rendered.Services.Single(pod => pod.Component == component).Spec.NodeSelector?.Select(label => $"{label.Key}={label.Value}") ?? []);
    }

    private static string Metric(string query) => query[(query.IndexOf('(', StringComparison.Ordinal) + 1)..query.IndexOf('{', StringComparison.Ordinal)];
}
