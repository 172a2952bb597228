using System.Text.Json;
using System.Text.RegularExpressions;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests;

namespace Qwen3Tts.FunctionalTests.Cli;

/// <summary>From the phrase to speech and back, as the commands have it.</summary>
public sealed class ConsentTest
{
    private static readonly string Clip = Path.Combine(EmbeddedCheckpoint.Folder, "voices", "joe.wav");

    [Fact]
    public async Task Consent_IsObtained_Used_AndWithdrawn()
    {
        // Its caller is the operator, and may not attest. No encoder of nano's judges who speaks: the operator decides.
        await using var fleet = await FleetFixture.StartAsync(FleetFixture.Settings(EmbeddedCheckpoint.Folder) with
        {
            Configuration = new Dictionary<string, string?>
            {
                ["Watermark:Key"] = FleetFixture.WatermarkKey, ["Gateway:LoopbackAttests"] = "false", ["Gateway:LoopbackOperates"] = "true",
            },
        });
        var address = fleet.Address.ToString();
        using var folder = new TemporaryFolder();
        Task<CommandRun> Run(params string[] arguments) => CommandRun.Of([.. arguments, "--address", address]);
        async Task<string> Done(params string[] arguments)
        {
            var run = await Run(arguments);
            Assert.True(run.ExitCode is ExitCodes.Success, $"{string.Join(' ', arguments)}: {run.Error}");
            return run.Output;
        }

        var denied = await Run("say", "Good morning.", "--clip", Clip, "--output", folder.File("no.wav"));
        Assert.Equal(ExitCodes.Failure, denied.ExitCode);
        Assert.Contains("takes the consent of the person", denied.Error, StringComparison.Ordinal);

        var id = Regex.Match(await Done("consent", "request", "Joe"), "^Consent ([0-9a-f]{32})\\.").Groups[1].Value;
        Assert.Contains("pending", await Done("consent", "submit", id, Clip, Clip), StringComparison.Ordinal);
        Assert.Contains(id, await Done("consent", "pending"), StringComparison.Ordinal);
        Assert.Contains("granted, by an operator", await Done("consent", "decide", id, "--grant"), StringComparison.Ordinal);
        Assert.Matches($"(?m)^{id} +granted +Joe", await Done("consent", "list"));

        await Done("say", "Good morning.", "--clip", Clip, "--consent", id, "--output", folder.File("yes.wav"));
        Assert.True(new FileInfo(folder.File("yes.wav")).Length > 10_000);
        await Done("clone", "consent-clone", Clip, "--consent", id);

        await Done("consent", "export", id, "--output", folder.File("all.json"));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(folder.File("all.json"), TestContext.Current.CancellationToken));
        Assert.Equal("Joe", json.RootElement.GetProperty("person").GetString());
        Assert.Contains("revoked", await Done("consent", "revoke", id), StringComparison.Ordinal);
        Assert.Contains("revoked, by an operator, erased", await Done("consent", "erase", id), StringComparison.Ordinal);
        Assert.Contains("state     revoked", await Done("consent", "get", id), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, (await Run("say", "Good morning.", "--clip", Clip, "--consent", id, "--output", folder.File("no.wav"))).ExitCode);
        Assert.Equal(ExitCodes.Failure, (await Run("say", "Good morning.", "--voice", "consent-clone", "--output", folder.File("no.wav"))).ExitCode);
        var audit = Regex.Match(await Done("consent", "audit"), "^Intact: ([0-9]+) entries, head ([0-9A-Za-z+/=]+)");
        Assert.Contains("Intact", await Done("consent", "audit", "--entries", audit.Groups[1].Value, "--head", audit.Groups[2].Value), StringComparison.Ordinal);
        Assert.Contains("no terms", await Done("consent", "terms"), StringComparison.Ordinal);
    }
}
