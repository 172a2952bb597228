using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Qwen3Tts.ChartTests.Rendering;

namespace Qwen3Tts.ChartTests.Manifests;

/// <summary>A rendered chart, every manifest loaded strictly: a field that its kind does not have is an error.</summary>
internal sealed class Rendered
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Rendered>>> Variants = new();

    private readonly List<object> _all;

    private Rendered(IEnumerable<object> all) => _all = [.. all];

    /// <summary>A pod or a template of pods, and the resource that it comes from.</summary>
    public sealed record Pod(string Name, string? Namespace, IDictionary<string, string> Labels, V1PodSpec Spec, V1Deployment? Deployment)
    {
        public IEnumerable<V1Container> Containers => [.. Spec.Containers, .. Spec.InitContainers ?? []];

        /// <summary>Such as <c>gateway</c>.</summary>
        public string Component => Labels["app.kubernetes.io/component"];
    }

    public IEnumerable<Pod> Pods =>
    [
        .. Of<V1Deployment>().Select(one => new Pod(one.Metadata.Name, one.Metadata.NamespaceProperty, one.Spec.Template.Metadata.Labels, one.Spec.Template.Spec, one)),
        .. Of<V1Pod>().Select(one => new Pod(one.Metadata.Name, one.Metadata.NamespaceProperty, one.Metadata.Labels, one.Spec, null)),
    ];

    /// <summary>Pods of the fleet's services: neither Redis nor tests.</summary>
    public IEnumerable<Pod> Services => Pods.Where(pod => pod.Deployment is not null && pod.Component is not "redis");

    /// <summary>A variant, loaded once.</summary>
    public static Task<Rendered> OfAsync(string variant) =>
        Variants.GetOrAdd(variant, _ => new(async () => new Rendered(Load(await Variant.RenderAsync(variant))))).Value;

    public static async Task<Rendered> OfAsync(string? values, params string[] overrides)
    {
        var helm = await Helm.TemplateAsync(values, overrides);
        Assert.True(helm.ExitCode is 0, helm.Error);
        return new Rendered(Load(helm.Output));
    }

    public static IEnumerable<object> Load(string yaml) => KubernetesYaml.LoadAllFromString(yaml, CustomResources.Types, strict: true);

    public IEnumerable<T> Of<T>() => _all.OfType<T>();

    public IEnumerable<IKubernetesObject<V1ObjectMeta>> All => _all.Cast<IKubernetesObject<V1ObjectMeta>>();

    public static bool Selects(IDictionary<string, string>? selector, IDictionary<string, string> labels) =>
        selector is { Count: > 0 } && selector.All(one => labels.TryGetValue(one.Key, out var value) && value == one.Value);
}
