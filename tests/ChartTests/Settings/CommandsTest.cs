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
    [InlineData("one-node", 1)]
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

    private static IEnumerable<string> Runs(k8s.Models.V1Container container) => container.Command is [Program, ..]
        ? [string.Join(' ', container.Command.Skip(1))]
        : (container.Args ?? []).SelectMany(script => script.Split('\n')).Select(line => line.Trim())
            .Where(line => line.StartsWith(Program, StringComparison.Ordinal))
            .Select(line => line[Program.Length..].Replace("\"$HUB\"", "https://hub.example.com", StringComparison.Ordinal));
}
