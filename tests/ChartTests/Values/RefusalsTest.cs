using System.Text.RegularExpressions;
using Qwen3Tts.ChartTests.Rendering;

namespace Qwen3Tts.ChartTests.Values;

/// <summary>Values that cannot be meant are refused before anything is installed, in words that say what to do.</summary>
public sealed class RefusalsTest
{
    // It leaves a model 22 characters of the 63 that a name may have.
    private const string LongRelease = "a-release-of-thirty-characters";

    private const string LongName = """models=[{"name":"a-model-of-22-letters-x","embedded":true}]""";

    private const string Keda = """keda.prometheus="http://p:9090" """;

    /// <summary>Assignments, separated by " ;; ", on top of the defaults, and words of the message.</summary>
    public static TheoryData<string, string> Contradictions => new()
    {
        { """models=[]""", "models: name at least one." },
        { """models=[{"name":"a","embedded":true},{"name":"a","embedded":true}]""", "models: 'a' is there more than once" },
        { """models=[{"name":"a.b","embedded":true},{"name":"a-b","embedded":true}]""", "models: 'a-b' is there more than once, or differs from another by its dots only." },
        { """models=[{"name":"a"}]""", "models: 'a' needs exactly one of embedded, pull and path." },
        { """models=[{"name":"a","embedded":true,"path":"x"}]""", "models: 'a' needs exactly one of embedded, pull and path." },
        { """models=[{"name":"a","path":"x"}]""", "models: 'a' is a path of the model volume, but modelVolume.type emptyDir begins empty." },
        { """modelVolume.type="claim" """, "modelVolume.type claim needs modelVolume.claim." },
        { """modelVolume.type="hostPath" """, "modelVolume.type hostPath needs modelVolume.path." },
        { """modelVolume.claim="c" """, "modelVolume.claim is for type claim, but modelVolume.type is emptyDir." },
        { """modelVolume={"type":"claim","claim":"c","path":"/p"}""", "modelVolume.path is for type hostPath, but modelVolume.type is claim." },
        { """redis.mode="none" """, "redis.mode none keeps voices in one Gateway's memory, so gateway can have 1 replica only" },
        { """redis.mode="none" ;; gateway={"replicas":1,"autoscaling":{"enabled":true}}""", "so gateway can have 1 replica only" },
        { """ingress.enabled=true""", "ingress.enabled needs ingress.host and ingress.tlsSecret" },
        { """ingress={"enabled":true,"host":"h","tlsSecret":"t"} ;; gatewayApi={"enabled":true,"host":"h","gateway":{"name":"g"}}""", "ingress.enabled and gatewayApi.enabled: choose one." },
        { """gatewayApi={"enabled":true,"host":"h"}""", "gatewayApi.enabled needs gatewayApi.host and gatewayApi.gateway.name." },
        { """tls={"enabled":false,"issuer":{"name":"a"}}""", "tls.issuer makes certificates that nobody uses: set tls.enabled." },
        { """gateway.autoscaling={"enabled":true,"min":5,"max":2}""", "gateway: autoscaling.min is above autoscaling.max." },
        { """generator.autoscaling={"enabled":true,"min":9} ;; """ + Keda, "generator-nano: autoscaling.min is above autoscaling.max." },
        { """generator.autoscaling.enabled=true""", "generator-nano: autoscaling needs keda.prometheus" },
        { """generator.device="cuda" """, "generator-nano: device cuda needs gpus of at least 1." },
        { """acousticDecoder.gpus=1""", "acoustic-decoder: gpus are asked for, but device is cpu." },
        { """acousticDecoder={"device":"cuda","gpus":1,"autoscaling":{"enabled":true}}""", "acoustic-decoder: autoscaling goes by its processors' load" },
        { """generator={"device":"cuda","gpus":1,"precision":"int8"}""", "generator-nano: precision 'int8' is for processors; on a GPU it is fp16 or fp32." },
        { """gateway.settings={"Redis:Connection":"r"}""", "gateway: settings: 'Redis:Connection' is set by this chart" },
        { """gateway.settings={"Gateway:ApiKeys:0:Tenant":"t"}""", "gateway: settings: 'Gateway:ApiKeys:0:Tenant' is set by this chart" },
        { """gateway.settings={"Limits:Tenants:0:Tenant":"t"}""", "gateway: settings: 'Limits:Tenants:0:Tenant' is set by this chart" },
        { """gateway.settings={"GATEWAY:apikeys:0:Tenant":"t"}""", "gateway: settings: 'GATEWAY:apikeys:0:Tenant' is set by this chart" },
        { """gateway.settings={"Services:TokenGenerator:more":"http://t"}""", "gateway: settings: 'Services:TokenGenerator:more' is set by this chart" },
        { """gateway.settings={"Voices:StaleFor":"00:01:00","Voices:stalefor":"00:02:00"}""", "gateway: settings: 'Voices:stalefor' is there more than once, in letters of another case." },
        { "gateway.apiKeys=" + Keys("a", "b"), "gateway.apiKeys: 'a' and 'b' have the same key." },
        { """gateway.limits={"tenants":[{"tenant":"t"},{"tenant":"t"}]}""", "gateway.limits: tenant 't' is there more than once." },
        { """generator.settings={"Engine:MaxUtterances":4}""", "generator-nano: settings: 'Engine:MaxUtterances' is set by this chart" },
        { """models=[{"name":"a","embedded":true,"generator":{"settings":{"Models:Device":"cuda"}}}]""", "generator-a: settings: 'Models:Device' is set by this chart" },
    };

    /// <summary>What the schema does not know, or not so.</summary>
    public static TheoryData<string, string> Unknown => new()
    {
        { """gatway={}""", "additional properties 'gatway' not allowed" },
        { """gateway.replica=2""", "additional properties 'replica' not allowed" },
        { """generator.autoscaling.minimum=2""", "additional properties 'minimum' not allowed" },
        { """models=[{"name":"a","embedded":true,"generators":{}}]""", "additional properties 'generators' not allowed" },
        { """gateway.replicas="two" """, "got string, want integer" },
        { """gateway.replicas=0""", "minimum: got 0, want 1" },
        { """generator.autoscaling.utilization=0.001""", "minimum: got 0.001, want 0.01" },
        { """generator.autoscaling.queueAge=0""", "minimum: got 0, want 0.001" },
        { """redis.maxMemory="much" """, "does not match pattern" },
        { """generator.gpuResource="gpu" """, "does not match pattern" },
        { """redis.mode="cluster" """, "value must be one of" },
        { """gateway.settings={"lower:case":1}""", "lower:case" },
        { """gateway.apiKeys=[{"tenant":"t","sha256":"abc"}]""", "does not match pattern" },
        { """gateway.limits={"maxUtterances":-1}""", "minimum: got -1, want 0" },
        { """gateway.limits={"tenants":[{"tenant":"t","utterances":1}]}""", "additional properties 'utterances' not allowed" },
        { """gateway.apiKeys=[{"tenant":"t"}]""", "missing property 'sha256'" },
        { """modelVolume={"type":"hostPath","path":"models"}""", "does not match pattern" },
        { """image.pullPolicy="Sometimes" """, "value must be one of" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public async Task Template_OfValuesThatContradictEachOther_SaysSo(string overrides, string words) => await RefusesAsync(overrides, words);

    [Theory]
    [MemberData(nameof(Unknown))]
    public async Task Template_OfAnUnknownValue_SaysSo(string overrides, string words) => await RefusesAsync(overrides, words);

    // As the API would, but before anything is installed.
    [Theory]
    [InlineData("2024", """models=[{"name":"a","embedded":true}]""", "The release's name '2024' does not begin with a letter")]
    [InlineData(LongRelease, """models=[{"name":"a-model-of-22-lettersx","embedded":true}]""", "")]
    [InlineData(LongRelease, LongName, "models: 'a-model-of-22-letters-x' is too long: names in Kubernetes have 63 characters, of which 'a-release-of-thirty-characters-generator-' leaves a model 22.")]
    public async Task Template_OfNamesThatKubernetesRefuses_SaysSo(string release, string overrides, string words)
    {
        var helm = await Helm.TemplateOfAsync(release, null, overrides);

        Assert.Equal(words is "", helm.ExitCode is 0);
        Assert.Contains(words, helm.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contradictions_AreAllThatTheChartRefuses()
    {
        var guard = await File.ReadAllTextAsync(Path.Combine(Helm.Chart, "templates/_guard.tpl"), TestContext.Current.CancellationToken);
        var messages = Regex.Matches(guard, """fail \(?(?:printf )?"([^"]+)""").Select(match => match.Groups[1].Value).ToList();
        var refusals = await Task.WhenAll(
            [.. Contradictions.Select(row => RenderAsync(row.Data.Item1)), Helm.TemplateOfAsync("2024"), Helm.TemplateOfAsync(LongRelease, null, LongName)]);

        Assert.True(messages.Count > 10);
        Assert.All(messages, message => Assert.Contains(
            refusals, helm => Regex.IsMatch(helm.Error, Regex.Escape(message).Replace("%s", ".*", StringComparison.Ordinal).Replace("%d", "[0-9]+", StringComparison.Ordinal))));
    }

    /// <summary>One key for each tenant, in different letters.</summary>
    private static string Keys(string first, string second) =>
        $$"""[{"tenant":"{{first}}","sha256":"{{new string('a', 64)}}"},{"tenant":"{{second}}","sha256":"{{new string('A', 64)}}"}]""";

    private static async Task RefusesAsync(string overrides, string words)
    {
        var helm = await RenderAsync(overrides);

        Assert.NotEqual(0, helm.ExitCode);
        Assert.Contains(words, helm.Error, StringComparison.Ordinal);
    }

    private static Task<Helm> RenderAsync(string overrides) => Helm.TemplateAsync(null, [.. overrides.Split(" ;; ").Select(one => one.Trim())]);
}
