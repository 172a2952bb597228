using System.Globalization;
using System.Text.RegularExpressions;
using k8s.Models;
using Qwen3Tts.ChartTests.Manifests;
using Qwen3Tts.ChartTests.Rendering;
using Qwen3Tts.Gateway.Provenance;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Tests;
using HttpPath = Qwen3Tts.ChartTests.Manifests.CustomResources.RoutePath;
using Route = Qwen3Tts.ChartTests.Manifests.CustomResources.Route;

namespace Qwen3Tts.ChartTests.Policies;

/// <summary>What comes from outside the cluster, by an Ingress or a route, reaches the port that speaks its protocol.</summary>
public sealed class RoutesTest
{
    private const string Nginx = "nginx.ingress.kubernetes.io/";

    private const string Ingress = """ingress={"enabled":true,"host":"h","tlsSecret":"t"}""";

    private static readonly IReadOnlyList<string> Protos =
        [.. Directory.EnumerateFiles(Repository.File("protos/qwen3tts/v1"), "*.proto").Select(File.ReadAllText)];

    public static TheoryData<string> Variants => Variant.All;

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Routes_LeadToPortsOfTheGateway(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var gateway = Gateway(rendered);

        Assert.All(rendered.Of<Route>().SelectMany(one => one.Spec.Rules).SelectMany(rule => rule.BackendRefs), backend =>
        {
            Assert.Equal(gateway.Metadata.Name, backend.Name);
            Assert.Contains(gateway.Spec.Ports, port => port.Port == backend.Port);
        });
        Assert.All(rendered.Of<V1Ingress>().SelectMany(one => one.Spec.Rules).SelectMany(rule => rule.Http.Paths), path =>
        {
            Assert.Equal(gateway.Metadata.Name, path.Backend.Service.Name);
            Assert.Contains(gateway.Spec.Ports, port => port.Name == path.Backend.Service.Port.Name);
        });
    }

    // Of two kinds the Gateway API accepts one.
    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Hosts_WithRoutes_HaveOneKindOfThem(string variant) => Assert.All(
        (await Rendered.OfAsync(variant)).Of<Route>().SelectMany(route => route.Spec.Hostnames.Select(host => (host, route.Kind))).ToLookup(one => one.host, one => one.Kind),
        kinds => Assert.Single(kinds.Distinct()));

    [Theory]
    [InlineData("many-gpus")]
    [InlineData("everything in one")]
    public async Task Paths_OfBothProtocols_ReachTheirPorts(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var rest = Protos.SelectMany(proto => Regex.Matches(proto, "(?:get|put|post|delete|patch): \"([^\"]+)\"")).Select(match => match.Groups[1].Value).ToList();
        var grpc = Protos.SelectMany(proto => Regex.Matches(proto, @"^service (\w+)", RegexOptions.Multiline)).Select(match => $"/qwen3tts.v1.{match.Groups[1].Value}/Any").ToList();

        Assert.True(rest.Count > 20 && grpc.Count > 3);
        Assert.All(rest, path => Assert.Equal("rest", PortOf(rendered, path)));
        Assert.All(grpc, path => Assert.Equal("grpc", PortOf(rendered, path)));
    }

    [Fact]
    public async Task HttpRoute_ForGrpc_EndsNoStream()
    {
        var route = Assert.Single((await Rendered.OfAsync("many-gpus")).Of<Route>());

        Assert.Equal("HTTPRoute", route.Kind);
        Assert.Equal("0s", route.Spec.Rules.Single(rule => rule.BackendRefs.Single().Port is 5100).Timeouts?.Request);
    }

    [Fact]
    public async Task Ingress_WithRest_SpeaksGrpcWithOneOfTheTwo()
    {
        var protocols = (await Rendered.OfAsync(null, Ingress, "gateway.rest=true")).Of<V1Ingress>()
            .ToDictionary(one => one.Metadata.Name, one => one.Metadata.Annotations.TryGetValue($"{Nginx}backend-protocol", out var protocol) ? protocol : "");

        Assert.Equal("GRPC", protocols["fleet-gateway"]);
        Assert.Equal("", protocols["fleet-gateway-rest"]);
        Assert.Equal(2, protocols.Count);
    }

    [Fact]
    public async Task Ingress_ByItself_PassesTheLargestFile_AndStreamsThatAreIdle()
    {
        var ingresses = (await Rendered.OfAsync(null, Ingress, "gateway.rest=true")).Of<V1Ingress>().ToList();
        // JSON has bytes as Base64.
        var needed = Math.Max(new ProvenanceOptions().MaxClipBytes, new VoicesOptions().MaxClipBytes / 3L * 4);

        Assert.All(ingresses, one =>
        {
            var size = one.Metadata.Annotations[$"{Nginx}proxy-body-size"];
            Assert.True(long.Parse(size.TrimEnd('m'), CultureInfo.InvariantCulture) * 1024 * 1024 > needed, size);
            Assert.Equal("3600", one.Metadata.Annotations[$"{Nginx}proxy-read-timeout"]);
            Assert.Equal("3600", one.Metadata.Annotations[$"{Nginx}proxy-send-timeout"]);
        });
    }

    /// <summary>The name of the Gateway's port that a path reaches: the longest prefix of whole segments decides.</summary>
    private static string? PortOf(Rendered rendered, string path)
    {
        var ingresses = from one in rendered.Of<V1Ingress>()
                        from way in one.Spec.Rules.SelectMany(rule => rule.Http.Paths)
                        select (Prefix: way.Path, Port: way.Backend.Service.Port.Name);
        var routes = from rule in rendered.Of<Route>().SelectMany(route => route.Spec.Rules)
                     from prefix in rule.Matches.Select(match => match.Path).DefaultIfEmpty(new HttpPath { Type = "PathPrefix", Value = "/" })
                     select (Prefix: prefix.Value, Port: Gateway(rendered).Spec.Ports.Single(port => port.Port == rule.BackendRefs.Single().Port).Name);
        return ingresses.Concat(routes)
            .Where(way => $"{path}/".StartsWith($"{way.Prefix.TrimEnd('/')}/", StringComparison.Ordinal))
            .MaxBy(way => way.Prefix.Length).Port;
    }

    private static V1Service Gateway(Rendered rendered) =>
        rendered.Of<V1Service>().Single(one => one.Metadata.Name.EndsWith("-gateway", StringComparison.Ordinal));
}
