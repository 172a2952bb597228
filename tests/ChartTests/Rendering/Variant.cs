using System.Collections.Concurrent;

namespace Qwen3Tts.ChartTests.Rendering;

/// <summary>Values to render the chart with: between them all templates and branches are there.</summary>
public static class Variant
{
    private static readonly Dictionary<string, string[]> Overrides = new()
    {
        ["defaults"] = [],
        // With REST, as in many-gpus, the route is of another kind.
        ["gRPC alone at a Gateway of the Gateway API"] = ["""gatewayApi={"enabled":true,"host":"speech.example.com","gateway":{"name":"public"}}"""],
        ["everything in one"] =
        [
            """image={"registry":"r.example.com/x","tag":"1.2","pullSecrets":[{"name":"pull"}]}""",
            """models=[{"name":"nano","embedded":true},{"name":"custom_0.6","path":"custom"}]""",
            """modelVolume={"type":"claim","claim":"models"}""",
            """gateway={"rest":true,"autoscaling":{"enabled":true},"apiKeys":[{"tenant":"a","sha256":"50d858e0985ecc7f60418aaf0cc5ab587f42c2570a884095a9e8ccacd0f6545c","operator":true,"attested":true}],"limits":{"charactersPerMinute":6000,"tenants":[{"tenant":"a","maxUtterances":0},{"tenant":"b","charactersPerMinute":0}]}}""",
            """ingress={"enabled":true,"host":"speech.example.com","tlsSecret":"tls"}""",
            """acousticDecoder={"device":"cuda","gpus":1}""",
            """watermark.enabled=false""",
            """podMonitor.enabled=true""",
            """prometheusRule.enabled=true""",
            """dashboards={"enabled":true,"labels":{"sidecar":"yes"}}""",
            """networkPolicy.callers={"kubernetes.io/metadata.name":"apps"}""",
            """telemetry={"otlpEndpoint":"http://collector:4317"}""",
        ],
    };

    /// <summary>The names of all variants: the chart's files of values, and some that none of them has.</summary>
    public static TheoryData<string> All { get; } = [.. Helm.ValuesFiles, .. Overrides.Keys];

    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Rendered = new();

    /// <summary>The manifests; rendered once.</summary>
    internal static Task<string> RenderAsync(string name) => Rendered.GetOrAdd(name, _ => new(() => RenderAnewAsync(name))).Value;

    private static async Task<string> RenderAnewAsync(string name)
    {
        var helm = Overrides.TryGetValue(name, out var overrides) ? await Helm.TemplateAsync(null, overrides) : await Helm.TemplateAsync(name);
        Assert.True(helm.ExitCode is 0, helm.Error);
        return helm.Output;
    }
}
