using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Google.Api;
using Google.Protobuf.Reflection;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.V1;

namespace Qwen3Tts.FunctionalTests.FrontDoor;

/// <summary>The public methods that are no client streams, as JSON over HTTP/1.</summary>
public sealed class RestTest
{
    private const string RestHost = "127.0.0.2";

    private static readonly MethodDescriptor[] Public =
    [
        .. typeof(SpeechReflection).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == typeof(SpeechReflection).Namespace && type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => (FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!)
            .SelectMany(file => file.Services).SelectMany(service => service.Methods),
    ];

    public static TheoryData<string> Methods => [.. Public.Where(method => !method.IsClientStreaming).Select(method => method.FullName)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Method_ThatIsNoClientStream_HasAnAddress(string name)
    {
        var rule = Public.Single(method => method.FullName == name).GetOptions()?.GetExtension(AnnotationsExtensions.Http);

        Assert.NotNull(rule);
        Assert.StartsWith("/qwen3tts/v1/", rule.Get + rule.Post + rule.Patch + rule.Delete, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_AnswerAsTheirMethodsDo_AndMetricsAreNotThere()
    {
        await using var fleet = await FleetFixture.StartAsync(FleetFixture.Settings(EmbeddedCheckpoint.Folder) with
        {
            Configuration = new Dictionary<string, string?> { ["Watermark:Key"] = FleetFixture.WatermarkKey, ["Fleet:RestUrl"] = $"http://{RestHost}:0", ["Voices:MaxClipBytes"] = "1000" },
            Telemetry = true,
        });
        using var client = new HttpClient
        {
            BaseAddress = new Uri(fleet.Services["gateway"].Urls.Single(url => url.Contains(RestHost, StringComparison.Ordinal)) + "/qwen3tts/v1/"),
        };

        var models = await GetAsync(client, "models", HttpStatusCode.OK);
        var voices = await GetAsync(client, "voices", HttpStatusCode.OK);
        var missing = await GetAsync(client, "voices/nobody", HttpStatusCode.NotFound);
        var issued = await SendAsync(client, HttpMethod.Post, "consents", new { person = "A. Reader", language = "English" }, HttpStatusCode.OK);
        var consent = await GetAsync(client, $"consents/{(string)issued["consent"]!["id"]!}", HttpStatusCode.OK);
        var nobody = await SendAsync(client, HttpMethod.Post, "consents", new { person = "" }, HttpStatusCode.BadRequest);
        var unknown = await SendAsync(client, HttpMethod.Post, "consents", new { persona = "A. Reader" }, HttpStatusCode.BadRequest);
        var builtIn = (string)voices["voices"]![0]!["name"]!;
        var kept = await SendAsync(client, HttpMethod.Delete, $"voices/{builtIn}", null, HttpStatusCode.Forbidden);
        var noClip = await SendAsync(client, HttpMethod.Post, "./voices:validate", new { clip = new byte[1000] }, HttpStatusCode.BadRequest);
        var large = await SendAsync(client, HttpMethod.Post, "./voices:validate", new { clip = new byte[1001] }, HttpStatusCode.TooManyRequests);
        using var metrics = await client.GetAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.Equal("nano", (string?)models["models"]![0]!["name"]);
        Assert.True((bool)voices["voices"]![0]!["builtIn"]!);
        Assert.Contains("nobody", (string)missing["message"]!, StringComparison.Ordinal);
        Assert.Equal("CONSENT_STATE_ISSUED", (string?)consent["state"]);
        Assert.Contains("person", (string)nobody["message"]!, StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(unknown["message"]);
        Assert.Contains(builtIn, (string)kept["message"]!, StringComparison.Ordinal);
        Assert.NotNull(noClip["message"]);
        Assert.Contains("Voices:MaxClipBytes", (string)large["message"]!, StringComparison.Ordinal);
        Assert.Equal("type.googleapis.com/google.rpc.RetryInfo", (string?)large["details"]![0]!["@type"]);
        Assert.Equal(HttpStatusCode.NotFound, metrics.StatusCode);
    }

    private static Task<JsonNode> GetAsync(HttpClient client, string path, HttpStatusCode expected) =>
        SendAsync(client, HttpMethod.Get, path, null, expected);

    private static async Task<JsonNode> SendAsync(HttpClient client, HttpMethod verb, string path, object? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(verb, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(expected == response.StatusCode, $"{verb} {path}: {response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }
}
