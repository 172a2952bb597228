using k8s.Models;
using Qwen3Tts.ChartTests.Manifests;
using Qwen3Tts.ChartTests.Rendering;

namespace Qwen3Tts.ChartTests.Policies;

/// <summary>What Kubernetes' Pod Security Standard "restricted" asks, and more: a read-only root, limits, no token.</summary>
public sealed class PodSecurityTest
{
    public static TheoryData<string> Variants => Variant.All;

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Pods_RunUnprivileged(string variant)
    {
        var pods = (await Rendered.OfAsync(variant)).Pods.ToList();

        Assert.True(pods.Count > 5);
        Assert.All(pods, pod =>
        {
            var security = pod.Spec.SecurityContext;
            Assert.True(security.RunAsNonRoot);
            Assert.True(security.RunAsUser > 0 && security.RunAsGroup > 0 && security.FsGroup > 0, pod.Name);
            Assert.Equal("RuntimeDefault", security.SeccompProfile.Type);
            Assert.False(pod.Spec.HostNetwork ?? false);
            Assert.False(pod.Spec.HostPID ?? false);
            Assert.False(pod.Spec.HostIPC ?? false);
        });
        Assert.All(pods.SelectMany(pod => pod.Containers), container =>
        {
            var security = container.SecurityContext;
            Assert.False(security.AllowPrivilegeEscalation ?? true);
            Assert.False(security.Privileged ?? true);
            Assert.True(security.ReadOnlyRootFilesystem ?? false);
            Assert.Equal(["ALL"], security.Capabilities.Drop);
            Assert.Null(security.Capabilities.Add);
            Assert.Null(security.RunAsUser);
            Assert.DoesNotContain(container.Ports ?? [], port => port.HostPort is not null);
        });
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Pods_HaveNoToken_AndAnAccountOfTheirOwn(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);

        var account = Assert.Single(rendered.Of<V1ServiceAccount>());
        Assert.False(account.AutomountServiceAccountToken ?? true);
        Assert.All(rendered.Pods, pod =>
        {
            Assert.False(pod.Spec.AutomountServiceAccountToken ?? true);
            Assert.Equal(account.Metadata.Name, pod.Spec.ServiceAccountName);
        });
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Containers_HaveLimits_AndRequestsBelowThem(string variant) => Assert.All(
        (await Rendered.OfAsync(variant)).Pods.SelectMany(pod => pod.Containers), container =>
        {
            foreach (var resource in new[] { "cpu", "memory" })
                Assert.InRange(Amount(container.Resources.Requests[resource]), 0.001, Amount(container.Resources.Limits[resource]));
        });

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Containers_HaveImagesWithATag(string variant) => Assert.All(
        (await Rendered.OfAsync(variant)).Pods.SelectMany(pod => pod.Containers),
        container => Assert.Matches(":(?!latest$)[A-Za-z0-9._-]+$", container.Image));

    // What a container writes goes to a volume: the root is read-only.
    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Mounts_AreOfVolumesThatAreThere_AndBounded(string variant) => Assert.All((await Rendered.OfAsync(variant)).Pods, pod =>
    {
        var volumes = pod.Spec.Volumes.ToDictionary(volume => volume.Name);
        Assert.All(pod.Containers.SelectMany(container => container.VolumeMounts), mount => Assert.Contains(mount.Name, volumes.Keys));
        Assert.All(volumes.Values.Where(volume => volume.EmptyDir is not null), volume => Assert.NotNull(volume.EmptyDir.SizeLimit));
        Assert.All(volumes.Values.Where(volume => volume.HostPath is not null), volume => Assert.Equal("models", volume.Name));
    });

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task GpusAreAskedFor_WhereTheImageIsForThem(string variant) => Assert.All(
        (await Rendered.OfAsync(variant)).Services, pod =>
        {
            var service = pod.Spec.Containers.Single();
            Assert.Equal(service.Image.EndsWith("-cuda", StringComparison.Ordinal), service.Resources.Limits.ContainsKey("nvidia.com/gpu"));
        });

    [Theory]
    [InlineData("generator", "generator-nano")]
    [InlineData("acousticDecoder", "acoustic-decoder")]
    public async Task Gpus_AreAskedForByTheNameAndTheRuntimeThatValuesSay(string section, string component)
    {
        var pods = (await Rendered.OfAsync(
            null, $$"""{{section}}={"device":"cuda","gpus":2,"gpuResource":"nvidia.com/mig-1g.10gb","runtimeClassName":"nvidia"}""")).Services.ToList();

        var pod = pods.Single(pod => pod.Component == component).Spec;
        Assert.Equal(["cpu", "memory", "nvidia.com/mig-1g.10gb"], pod.Containers.Single().Resources.Limits.Keys.Order());
        Assert.Equal(2, Amount(pod.Containers.Single().Resources.Limits["nvidia.com/mig-1g.10gb"]));
        Assert.Equal("nvidia", pod.RuntimeClassName);
        Assert.All(pods.Where(other => other.Component != component), other => Assert.Null(other.Spec.RuntimeClassName));
    }

    private static double Amount(ResourceQuantity quantity) => (double)quantity.ToDecimal();
}
