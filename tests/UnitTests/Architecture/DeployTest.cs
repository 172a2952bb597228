using System.Text.RegularExpressions;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.Tests;

namespace Qwen3Tts.UnitTests.Architecture;

/// <summary>What images and compose file say of the services is so.</summary>
public sealed partial class DeployTest
{
    private static readonly string Compose = File.ReadAllText(Repository.File("deploy/compose.yaml"));
    private static readonly string Dockerfile = File.ReadAllText(Repository.File("deploy/Dockerfile"));

    [Fact]
    public void Settings_AreTheServicesOwn()
    {
        string[] used = [.. Setting().Matches(Compose + Dockerfile).Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal)).Distinct()];

        Assert.Contains("Services:TokenGenerator", used);
        Assert.Contains("Fleet:Tls:AuthorityFile", used);
        Assert.Subset(ReadmeTest.Settings().ToHashSet(), used.ToHashSet());
    }

    [Fact]
    public void Images_AreTargets_AllOfThem()
    {
        var targets = Target().Matches(Dockerfile).Select(match => match.Groups[1].Value);
        var images = Image().Matches(Compose).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Subset(targets.ToHashSet(), images);
        Assert.Equal(FleetPart.Workers.Append(FleetPart.Gateway).Select(part => part.Name).Append("tools").Order(), images.Order());
    }

    [Fact]
    public void Workers_AreWhereTheGatewayLooks()
    {
        Assert.All(FleetPart.Workers, worker =>
            Assert.Contains($"{worker.AddressesKey!.Replace(":", "__", StringComparison.Ordinal)}__0: dns:///{worker.Name}:5100\n", Compose, StringComparison.Ordinal));
    }

    // Without an index and what may stand behind it.
    [GeneratedRegex("[A-Z][A-Za-z]+(?:__[A-Z][A-Za-z]+)+")]
    private static partial Regex Setting();

    [GeneratedRegex(@"(?m)^FROM \S+ AS (\S+)$")]
    private static partial Regex Target();

    [GeneratedRegex("image: qwen3tts-([a-z-]+):")]
    private static partial Regex Image();
}
