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
    public async Task Settings_AreThoseOfTheService(string variant) => Assert.All((await Rendered.OfAsync(variant)).Services, pod =>
    {
        var environment = Environment(pod);
        var settings = new ServiceSettings(Image(pod), environment);
        Assert.True(environment.Count > 3);
        Assert.All(environment.Keys.Select(ServiceSettings.Setting), setting => Assert.True(settings.Has(setting), $"{pod.Name}: the service has no setting {setting}."));
    });

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

        Assert.All((await Rendered.OfAsync(variant)).Services, pod => new ServiceSettings(
            Image(pod), Environment(pod).ToDictionary(one => one.Key, one => mounted.GetValueOrDefault(one.Value, one.Value))).Validate());
    }

    [Fact]
    public async Task Settings_OfValues_ReachTheirService()
    {
        var rendered = await Rendered.OfAsync(null, """generator.settings={"Engine:QueueLength":7}""");

        var generator = rendered.Services.Single(pod => pod.Component is "generator-nano");
        Assert.Equal("7", Environment(generator)["Engine__QueueLength"]);
        Assert.All(rendered.Services.Where(pod => pod != generator), pod => Assert.DoesNotContain("Engine__QueueLength", Environment(pod).Keys));
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

    private static string Image(Rendered.Pod pod)
    {
        var image = pod.Spec.Containers.Single().Image;
        return image[(image.IndexOf("qwen3tts-", StringComparison.Ordinal) + "qwen3tts-".Length)..image.LastIndexOf(':')];
    }

    private static Dictionary<string, string> Environment(Rendered.Pod pod) => pod.Spec.Containers.Single().Env
        .Where(one => !Others.Contains(one.Name))
        .ToDictionary(one => one.Name, one => one.Value ?? Secrets[one.ValueFrom.SecretKeyRef.Key]);
}
