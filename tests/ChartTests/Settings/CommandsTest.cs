using System.CommandLine.Parsing;
using Qwen3Tts.ChartTests.Manifests;
using Qwen3Tts.Cli.Commands;

namespace Qwen3Tts.ChartTests.Settings;

/// <summary>What the chart runs in the tools image, the command line knows.</summary>
public sealed class CommandsTest
{
    private const string Program = "/app/qwen3tts";

    [Theory]
    [InlineData("many-gpus", 9)]
    [InlineData("one-gpu", 4)]
    [InlineData("one-node", 2)]
    public async Task Commands_AreKnown(string values, int count)
    {
        var command = new Qwen3TtsCommand(new CommandEnvironment
        {
            Output = TextWriter.Null, Error = TextWriter.Null, StandardInput = () => Stream.Null, StandardOutput = () => Stream.Null,
        });

        var runs = (await Rendered.OfAsync(values)).Pods.SelectMany(pod => pod.Containers).SelectMany(Runs).ToList();

        Assert.Equal(count, runs.Count);
        Assert.All(runs, run => Assert.Empty(command.Parse(run).Errors));
        Assert.NotEmpty(command.Parse("voices --addres http://a:1").Errors);
    }

    // What a dead decoder or generator cannot pass; a model of the hub's may take minutes, and have no voice yet.
    [Fact]
    public async Task HelmTest_SpeaksWithEveryEmbeddedModel()
    {
        const string Models = """models=[{"name":"nano","embedded":true},{"name":"nano_2","embedded":true},{"name":"large","pull":{"repository":"a/b"}}]""";
        var test = (await Rendered.OfAsync(null, Models)).Pods.Single(pod => pod.Component is "test");

        var spoken = test.Containers.Where(container => container.Command.Contains("say")).Select(container => container.Command[container.Command.IndexOf("--model") + 1]);

        Assert.Equal(["nano", "nano_2"], spoken);
        Assert.All(test.Containers, container => Assert.Equal("http://fleet-gateway:5100", container.Command[container.Command.IndexOf("--address") + 1]));
    }

    private static IEnumerable<IReadOnlyList<string>> Runs(k8s.Models.V1Container container) => container.Command is [Program, ..]
        ? [[.. container.Command.Skip(1)]]
        : (container.Args ?? []).SelectMany(script => script.Split('\n')).Select(line => line.Trim())
            .Where(line => line.StartsWith(Program, StringComparison.Ordinal))
            .Select(line => CommandLineParser.SplitCommandLine(line[Program.Length..].Replace("\"$HUB\"", "https://hub.example.com", StringComparison.Ordinal)).ToList());
}
