using System.Text.Json;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Qwen3Tts.ChartTests.Manifests;
using Qwen3Tts.ChartTests.Rendering;
using Qwen3Tts.Tests;

namespace Qwen3Tts.ChartTests.Settings;

/// <summary>What the chart sets, the services know, and take.</summary>
public sealed class SettingsTest
{
    // What containers get from the Secret.
    private static readonly Dictionary<string, string> Secrets = new()
    {
        ["credential"] = new('c', 32), ["watermark-key"] = new('a', 64), ["redis-connection"] = "redis:6379", ["consent-master-key"] = new('b', 64),
    };

    // Not settings of the fleet's, but of .NET's, OpenTelemetry's and the system's.
    private static readonly HashSet<string> Others = ["ASPNETCORE_URLS", "DOTNET_EnableDiagnostics", "OTEL_EXPORTER_OTLP_ENDPOINT", "HOME"];

    public static TheoryData<string> Variants => Variant.All;

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Settings_AreThoseOfTheService(string variant)
    {
        using var folder = new TemporaryFolder();
        var rendered = await Rendered.OfAsync(variant);
        var files = ConfigMaps(rendered, folder);

        Assert.All(rendered.Services, pod =>
        {
            var environment = Mounted(pod, files);
            var settings = new ServiceSettings(Image(pod), environment);
            Assert.True(environment.Count > 3);
            var all = environment.Keys.Select(ServiceSettings.Setting);
            if (environment.TryGetValue("Fleet__SettingsFile", out var file))
                all = all.Concat(new ConfigurationBuilder().AddJsonFile(file).Build().AsEnumerable().Where(one => one.Value is not null).Select(one => one.Key));
            Assert.All(all, setting => Assert.True(settings.Has(setting), $"{pod.Name}: the service has no setting {setting}."));
        });
    }

    [Fact]
    public async Task KeysAndLimits_AreInAFileThatMayChange_AndChangeNoPod()
    {
        var before = await Rendered.OfAsync("many-gpus");
        var after = await Rendered.OfAsync(
            "many-gpus", $$"""gateway.apiKeys=[{"tenant":"new","sha256":"{{new string('a', 64)}}","operator":true}]""", """gateway.limits={"maxUtterances":3}""");

        Assert.Equal(Template(before), Template(after));
        using var file = JsonDocument.Parse(after.Of<V1ConfigMap>().Single(map => map.Metadata.Name.EndsWith("-settings", StringComparison.Ordinal)).Data["settings.json"]);
        var key = file.RootElement.GetProperty("Gateway").GetProperty("ApiKeys").EnumerateArray().Single();
        Assert.Equal(("new", true, false), (key.GetProperty("Tenant").GetString(), key.GetProperty("Operator").GetBoolean(), key.GetProperty("Attested").GetBoolean()));
        Assert.Equal(3, file.RootElement.GetProperty("Limits").GetProperty("MaxUtterances").GetInt32());

        static string Template(Rendered rendered) =>
            k8s.KubernetesJson.Serialize(rendered.Of<V1Deployment>().Single(one => one.Metadata.Name.EndsWith("-gateway", StringComparison.Ordinal)).Spec.Template);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Settings_AreValid(string variant)
    {
        using var folder = new TemporaryFolder();
        var make = await Helm.RunAsync(Repository.File("deploy/certificates/make"), "", [folder.Path, "tls"]);
        Assert.True(make.ExitCode is 0, make.Error);
        // What the Secrets hold, where the chart mounts it.
        var mounted = new Dictionary<string, string>
        {
            ["/tls/tls.crt"] = folder.File("tls.crt"), ["/tls/tls.key"] = folder.File("tls.key"), ["/tls/ca.crt"] = folder.File("authority.crt"),
        };

        var rendered = await Rendered.OfAsync(variant);
        foreach (var (path, file) in ConfigMaps(rendered, folder))
            mounted.Add(path, file);

        Assert.All(rendered.Services, pod => new ServiceSettings(Image(pod), Mounted(pod, mounted)).Validate());
    }

    [Fact]
    public async Task Settings_OfValues_ReachTheirService()
    {
        var rendered = await Rendered.OfAsync(null, """generator.settings={"Engine:QueueLength":7}""");

        var generator = rendered.Services.Single(pod => pod.Component is "generator-nano");
        Assert.Equal("7", Environment(generator)["Engine__QueueLength"]);
        Assert.All(rendered.Services.Where(pod => pod != generator), pod => Assert.DoesNotContain("Engine__QueueLength", Environment(pod).Keys));
    }

    // YAML's numbers are floats on their way, and 1.0485761e+07 is no whole number to a service.
    [Theory]
    [InlineData("gateway", "gateway", "10485761")]
    [InlineData("gateway", "gateway", "0.25")]
    [InlineData("generator", "generator-nano", "10485761")]
    [InlineData("generator", "generator-nano", "0.25")]
    [InlineData("generator", "generator-nano", "true")]
    public async Task Setting_ThatIsNoText_IsWrittenAsGiven(string section, string component, string value)
    {
        var rendered = await Rendered.OfAsync(null, $$"""{{section}}.settings={"Any:Setting":{{value}}}""");

        Assert.Equal(value, Environment(rendered.Services.Single(pod => pod.Component == component))["Any__Setting"]);
    }

    [Fact]
    public async Task RunLimit_InLettersOfAnotherCase_IsTheSameSetting()
    {
        var generator = (await Rendered.OfAsync("one-gpu", """generator.settings={"Health:runLimit":"00:01:00"}""")).Services
            .Single(pod => pod.Component.StartsWith("generator", StringComparison.Ordinal));

        Assert.Equal("00:01:00", Assert.Single(Environment(generator), one => one.Key.StartsWith("Health__", StringComparison.Ordinal)).Value);
    }

    [Fact]
    public async Task RunLimit_IsShortOnAGpu_ButWhatValuesSay()
    {
        var usual = (await Rendered.OfAsync("one-gpu")).Services.Single(pod => pod.Component.StartsWith("generator", StringComparison.Ordinal));
        var own = (await Rendered.OfAsync("one-gpu", """generator.settings={"Health:RunLimit":"00:01:00"}""")).Services
            .Single(pod => pod.Component.StartsWith("generator", StringComparison.Ordinal));

        Assert.Equal("00:00:20", Environment(usual)["Health__RunLimit"]);
        Assert.Equal("00:01:00", Environment(own)["Health__RunLimit"]);
    }

    // The two checks above do find faults.
    [Theory]
    [InlineData("token-generator", "Engine:MaxUtterances", true)]
    [InlineData("token-generator", "Engine:MaxUtterance", false)]
    [InlineData("token-generator", "Engine:Guard:LoopSeconds", true)]
    [InlineData("token-generator", "Engine:Guard:Loops", false)]
    [InlineData("text-frontend", "Engine:MaxUtterances", false)]
    [InlineData("gateway", "Gateway:ApiKeys:0:Tenant", true)]
    [InlineData("gateway", "Gateway:ApiKeys:Tenant", false)]
    [InlineData("gateway", "Gateway:ApiKeys:0:Name", false)]
    public void Has_KnowsWhatAServiceBinds(string image, string setting, bool expected) =>
        Assert.Equal(expected, new ServiceSettings(image, new Dictionary<string, string>()).Has(setting));

    [Fact]
    public void Validate_OfAValueThatTheServiceRefuses_Throws()
    {
        var environment = new Dictionary<string, string> { ["Fleet__Credential"] = "short", ["Models__Checkpoints__0"] = "/models/nano" };

        var error = Assert.ThrowsAny<OptionsValidationException>(new ServiceSettings("token-generator", environment).Validate);

        Assert.Contains("Fleet:Credential", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secret_HasTheKeysThatAreRead_AsItsCommentSays()
    {
        var rendered = await Rendered.OfAsync("many-gpus");
        var comment = await File.ReadAllTextAsync(Path.Combine(Helm.Chart, "values.yaml"), TestContext.Current.CancellationToken);

        var read = from pod in rendered.Pods
                   from one in pod.Containers.SelectMany(container => container.Env ?? [])
                   where one.ValueFrom?.SecretKeyRef is not null
                   select one.ValueFrom.SecretKeyRef;

        Assert.All(read, key => Assert.Equal("fleet", key.Name));
        Assert.All(read.Select(key => key.Key).Distinct(), key => Assert.Contains($"`{key}`", comment, StringComparison.Ordinal));
    }

    /// <summary>What the chart's maps hold, as files, by the path at which services find them.</summary>
    private static Dictionary<string, string> ConfigMaps(Rendered rendered, TemporaryFolder folder)
    {
        var files = new Dictionary<string, string>();
        foreach (var pod in rendered.Services)
        {
            foreach (var volume in pod.Spec.Volumes.Where(volume => volume.ConfigMap is not null))
            {
                var path = pod.Spec.Containers.Single().VolumeMounts.Single(mount => mount.Name == volume.Name).MountPath;
                foreach (var (name, text) in rendered.Of<V1ConfigMap>().Single(map => map.Metadata.Name == volume.ConfigMap.Name).Data)
                {
                    files[$"{path}/{name}"] = folder.File(name);
                    File.WriteAllText(folder.File(name), text);
                }
            }
        }

        return files;
    }

    /// <summary>A container's variables, with paths of this machine for those in the container.</summary>
    private static Dictionary<string, string> Mounted(Rendered.Pod pod, Dictionary<string, string> files) =>
        Environment(pod).ToDictionary(one => one.Key, one => files.GetValueOrDefault(one.Value, one.Value));

    private static string Image(Rendered.Pod pod)
    {
        var image = pod.Spec.Containers.Single().Image;
        return image[(image.IndexOf("qwen3tts-", StringComparison.Ordinal) + "qwen3tts-".Length)..image.LastIndexOf(':')];
    }

    private static Dictionary<string, string> Environment(Rendered.Pod pod) => pod.Spec.Containers.Single().Env
        .Where(one => !Others.Contains(one.Name))
        .ToDictionary(one => one.Name, one => one.Value ?? Secrets[one.ValueFrom.SecretKeyRef.Key]);
}
