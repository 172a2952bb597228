using System.Text.RegularExpressions;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests;

namespace Qwen3Tts.FunctionalTests.Cli;

/// <summary>Voices that nobody may clone, and voices that nobody has, as the commands have them.</summary>
public sealed class BlockedTest
{
    private static readonly string Clip = Path.Combine(EmbeddedCheckpoint.Folder, "voices", "joe.wav");

    [Fact]
    public async Task Voice_IsBlocked_ClonedByNobody_AndLetGoAgain()
    {
        await using var fleet = await StartAsync();
        using var folder = new TemporaryFolder();
        Task<CommandRun> Run(params string[] arguments) => CommandRun.Of([.. arguments, "--address", fleet.Address.ToString()]);
        async Task<string> Done(params string[] arguments)
        {
            var run = await Run(arguments);
            Assert.True(run.ExitCode is ExitCodes.Success, $"{string.Join(' ', arguments)}: {run.Error}");
            return run.Output;
        }

        await Done("clone", "before", Clip);
        var id = Regex.Match(await Done("blocked", "add", Clip, "--note", "a complaint"), "^Blocked: ([0-9a-f]{32})\\. Registered voices revoked for it: 1\\.").Groups[1].Value;
        Assert.Matches($"(?m)^{id} .* yes +a complaint", await Done("blocked", "list"));
        foreach (var refused in new[]
        {
            await Run("clone", "after", Clip),
            await Run("say", "Good morning.", "--clip", Clip, "--output", folder.File("no.wav")),
        })
        {
            Assert.Equal(ExitCodes.Failure, refused.ExitCode);
            Assert.Contains("does not let anybody clone", refused.Error, StringComparison.Ordinal);
        }

        Assert.Equal(ExitCodes.Failure, (await Run("say", "Good morning.", "--voice", "before", "--output", folder.File("no.wav"))).ExitCode);
        await Done("blocked", "remove", id);
        await Done("clone", "after", Clip);
        Assert.Contains("Intact", await Done("consent", "audit", "--tenant", "_operator"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Voice_ToBeFrozen_WithoutAModelThatDesigns_IsRefusedAndSaysSo()
    {
        await using var fleet = await StartAsync();

        var run = await CommandRun.Of("voices", "freeze", "made-up", "--instruct", "an old man", "--address", fleet.Address.ToString());

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("No served model has the mode voice_design", run.Error, StringComparison.Ordinal);
    }

    private static Task<LocalFleet> StartAsync() => FleetFixture.StartAsync(FleetFixture.Settings(EmbeddedCheckpoint.Folder) with
    {
        Configuration = new Dictionary<string, string?>
        {
            ["Watermark:Key"] = FleetFixture.WatermarkKey, ["Gateway:LoopbackAttests"] = "true", ["Gateway:LoopbackOperates"] = "true", ["Blocking:Threshold"] = "0.99",
        },
    });
}
