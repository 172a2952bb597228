using System.Security.Cryptography;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.Cli.Fleet;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests;

namespace Qwen3Tts.FunctionalTests.Cli;

/// <summary>From a found file to who made it, with a fleet's ledger.</summary>
public sealed class WatermarkTest(FleetFixture fleets)
{
    [Fact]
    public async Task Detect_WithAFleet_TellsWhoMadeIt()
    {
        using var folder = new TemporaryFolder();
        var address = (await fleets.NanoAsync()).Address.ToString();
        var (spoken, recorded) = (folder.File("spoken.wav"), Path.Combine(EmbeddedCheckpoint.Folder, "voices", "joe.wav"));
        var weights = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(
            Path.Combine(EmbeddedCheckpoint.Folder, "model.safetensors"), TestContext.Current.CancellationToken)));

        var say = await CommandRun.Of(
            "say", "Snow covered the bridge this morning, and nobody had come to clear it.", "--voice", "joe", "--seed", "41", "--output", spoken, "--address", address);
        var found = await CommandRun.Of("watermark", "detect", spoken, "--address", address);
        var real = await CommandRun.Of("watermark", "detect", recorded, "--address", address);

        Assert.True(say.ExitCode is ExitCodes.Success, say.Error);
        Assert.True(found.ExitCode is ExitCodes.Success, found.Error);
        Assert.Matches(
            $@"(?m)^(\d+-\d+-\d+): utterance \S+ of tenant \S+, \S+ \S+ UTC, \d+\.\d s, stop, voice joe, model nano \(sha256 {weights}\), seed 41$", found.Output);
        Assert.Matches(@"(?m)s: payload \d+-\d+-\d+, confidence 1", found.Output);
        Assert.Equal("No watermark of this key was found.\n", real.Output);
    }
}
