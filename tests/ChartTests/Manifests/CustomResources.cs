using k8s;
using k8s.Models;
using YamlDotNet.Serialization;

namespace Qwen3Tts.ChartTests.Manifests;

/// <summary>
/// The fields that this chart uses of resources that a cluster has by add-ons: KEDA's, Prometheus Operator's, cert-manager's and the Gateway API's. What is
/// not here is refused by the strict loader, so that a misspelt field is found.
/// </summary>
internal static class CustomResources
{
    public static Dictionary<string, Type> Types { get; } = new()
    {
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(ScaledObject),
        ["monitoring.coreos.com/v1/PodMonitor"] = typeof(PodMonitor),
        ["monitoring.coreos.com/v1/PrometheusRule"] = typeof(PrometheusRule),
        ["cert-manager.io/v1/Certificate"] = typeof(Certificate),
        ["gateway.networking.k8s.io/v1/GRPCRoute"] = typeof(Route),
        ["gateway.networking.k8s.io/v1/HTTPRoute"] = typeof(Route),
    };

    internal abstract class Resource : IKubernetesObject<V1ObjectMeta>
    {
        public string ApiVersion { get; set; } = "";

        public string Kind { get; set; } = "";

        public V1ObjectMeta Metadata { get; set; } = new();
    }

    internal sealed class ScaledObject : Resource
    {
        public ScaledObjectSpec Spec { get; set; } = new();
    }

    internal sealed class ScaledObjectSpec
    {
        public ScaleTarget ScaleTargetRef { get; set; } = new();

        public int PollingInterval { get; set; }

        public int MinReplicaCount { get; set; }

        public int MaxReplicaCount { get; set; }

        public ScaleFallback Fallback { get; set; } = new();

        public ScaleAdvanced Advanced { get; set; } = new();

        public List<ScaleTrigger> Triggers { get; set; } = [];
    }

    internal sealed class ScaleTarget
    {
        public string Name { get; set; } = "";
    }

    internal sealed class ScaleFallback
    {
        public int FailureThreshold { get; set; }

        public int Replicas { get; set; }

        public string Behavior { get; set; } = "";
    }

    internal sealed class ScaleAdvanced
    {
        public ScaleAutoscaler HorizontalPodAutoscalerConfig { get; set; } = new();
    }

    internal sealed class ScaleAutoscaler
    {
        public V2HorizontalPodAutoscalerBehavior Behavior { get; set; } = new();
    }

    internal sealed class ScaleTrigger
    {
        public string Type { get; set; } = "";

        public string MetricType { get; set; } = "";

        public Dictionary<string, string> Metadata { get; set; } = [];
    }

    internal sealed class PodMonitor : Resource
    {
        public PodMonitorSpec Spec { get; set; } = new();
    }

    internal sealed class PodMonitorSpec
    {
        public V1LabelSelector Selector { get; set; } = new();

        public List<PodEndpoint> PodMetricsEndpoints { get; set; } = [];
    }

    internal sealed class PodEndpoint
    {
        public string Port { get; set; } = "";

        public string Interval { get; set; } = "";

        public List<Relabeling> Relabelings { get; set; } = [];
    }

    internal sealed class Relabeling
    {
        public string Action { get; set; } = "";

        public List<string> SourceLabels { get; set; } = [];

        public string TargetLabel { get; set; } = "";
    }

    internal sealed class Certificate : Resource
    {
        public CertificateSpec Spec { get; set; } = new();
    }

    internal sealed class CertificateSpec
    {
        public string SecretName { get; set; } = "";

        public Issuer IssuerRef { get; set; } = new();

        public List<string> DnsNames { get; set; } = [];

        public List<string> Usages { get; set; } = [];

        public string Duration { get; set; } = "";

        public string RenewBefore { get; set; } = "";

        public CertificateKey PrivateKey { get; set; } = new();
    }

    internal sealed class Issuer
    {
        public string Kind { get; set; } = "";

        public string Name { get; set; } = "";
    }

    internal sealed class CertificateKey
    {
        public string Algorithm { get; set; } = "";

        public int Size { get; set; }

        public string RotationPolicy { get; set; } = "";
    }

    internal sealed class PrometheusRule : Resource
    {
        public RulesSpec Spec { get; set; } = new();
    }

    internal sealed class RulesSpec
    {
        public List<RuleGroup> Groups { get; set; } = [];
    }

    internal sealed class RuleGroup
    {
        public string Name { get; set; } = "";

        public List<Rule> Rules { get; set; } = [];
    }

    internal sealed class Rule
    {
        public string? Record { get; set; }

        public string? Alert { get; set; }

        public string Expr { get; set; } = "";

        public string? For { get; set; }

        [YamlMember(Alias = "keep_firing_for", ApplyNamingConventions = false)]
        public string? KeepFiringFor { get; set; }

        public Dictionary<string, string> Labels { get; set; } = [];

        public Dictionary<string, string> Annotations { get; set; } = [];
    }

    internal sealed class Route : Resource
    {
        public RouteSpec Spec { get; set; } = new();
    }

    internal sealed class RouteSpec
    {
        public List<RouteParent> ParentRefs { get; set; } = [];

        public List<string> Hostnames { get; set; } = [];

        public List<RouteRule> Rules { get; set; } = [];
    }

    internal sealed class RouteParent
    {
        public string Name { get; set; } = "";

        public string? Namespace { get; set; }
    }

    internal sealed class RouteRule
    {
        public List<RouteMatch> Matches { get; set; } = [];

        public List<RouteBackend> BackendRefs { get; set; } = [];

        public RouteTimeouts? Timeouts { get; set; }
    }

    internal sealed class RouteTimeouts
    {
        public string Request { get; set; } = "";
    }

    internal sealed class RouteMatch
    {
        public RoutePath Path { get; set; } = new();
    }

    internal sealed class RoutePath
    {
        public string Type { get; set; } = "";

        public string Value { get; set; } = "";
    }

    internal sealed class RouteBackend
    {
        public string Name { get; set; } = "";

        public int Port { get; set; }
    }
}
