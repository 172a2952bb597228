using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests;

namespace Qwen3Tts.FunctionalTests.Cli;

public sealed class VoicesTest(FleetFixture fleets)
{
    // From the checkpoint's README.
    [Theory]
    [InlineData("joe", "17.8 %", "13.6 %")]
    [InlineData("oskar", "17.2 %", "17.2 %")]
    [InlineData("clara", "27.8 %", "17.2 %")]
    [InlineData("robin", "26.0 %", "24.3 %")]
    public async Task Voices_PrintTheirMeasuredWordErrorRates(string voice, string streaming, string whole)
    {
        var run = await CommandRun.Of("voices", "--address", (await fleets.NanoAsync()).Address.ToString());

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        var row = Assert.Single(run.Output.Split('\n'), line => line.StartsWith(voice, StringComparison.Ordinal));
        Assert.Matches($"{voice} +built in +nano .*{streaming} +{whole}", row);
    }

    [Fact]
    public async Task Validate_TellsWhetherAVoiceCanBeMade()
    {
        var address = (await fleets.NanoAsync()).Address.ToString();
        using var folder = new TemporaryFolder();
        var clip = Path.Combine(Qwen3Tts.Cli.Fleet.EmbeddedCheckpoint.Folder, "voices", "joe.wav");
        // Half a second of it.
        await File.WriteAllBytesAsync(
            folder.File("short.wav"),
            WaveWriter.Write(new Waveform(WaveReader.Read(await File.ReadAllBytesAsync(clip, TestContext.Current.CancellationToken), new WaveLimits(60)).Samples[..12_000], 24_000)),
            TestContext.Current.CancellationToken);

        var good = await CommandRun.Of("voices", "validate", clip, "--address", address);
        var bad = await CommandRun.Of("voices", "validate", folder.File("short.wav"), "--address", address);

        Assert.True(good.ExitCode is ExitCodes.Success, good.Error);
        Assert.Contains("A voice can be made of it.", good.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Failure, bad.ExitCode);
        Assert.Contains("Error: ", bad.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clone_ThenSay_SpeaksWithTheNewVoice()
    {
        var address = (await fleets.NanoAsync()).Address.ToString();
        var clip = Path.Combine(Qwen3Tts.Cli.Fleet.EmbeddedCheckpoint.Folder, "voices", "joe.wav");

        var clone = await CommandRun.Of("clone", "cli-clone", clip, "--transcript", $"@{Path.ChangeExtension(clip, ".txt")}", "--address", address);
        var say = await CommandRun.Of("say", "Good morning.", "--voice", "cli-clone", "--output", "-", "--address", address);
        var voices = await CommandRun.Of("voices", "--address", address);

        Assert.True(clone.ExitCode is ExitCodes.Success, clone.Error);
        Assert.Contains("Cloned cli-clone from 5.8 s of speech, with a transcript.", clone.Output, StringComparison.Ordinal);
        Assert.True(say.ExitCode is ExitCodes.Success, say.Error);
        Assert.NotEmpty(say.StandardOutput);
        Assert.Matches("(?m)^cli-clone +cloned +nano +5.8 s +yes", voices.Output);
    }
}
