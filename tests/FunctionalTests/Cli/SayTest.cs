using System.IO.Pipelines;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests;

namespace Qwen3Tts.FunctionalTests.Cli;

/// <summary>A sentence typed at the command line comes out of <c>say</c>.</summary>
public sealed class SayTest(FleetFixture fleets)
{
    // About 0.7 frames of 80 ms a character; twice as fast and twice as slow are still speech.
    private const double SecondsPerCharacter = 0.056;

    [Fact]
    public async Task NoAddress_HostsAFleet_AndWritesAWavFileOfPlausibleLength()
    {
        const string Text = "Please bring two chairs into the garden.";
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Of("say", Text, "--output", folder.File("a.wav"), "--seed", "1", "--cache", FleetFixture.CacheFolder);

        Assert.True(run.ExitCode is ExitCodes.Success, run.Error);
        var wave = WaveReader.Read(await File.ReadAllBytesAsync(folder.File("a.wav"), TestContext.Current.CancellationToken), new WaveLimits(60));
        Assert.Equal(24_000, wave.SampleRate);
        Assert.InRange(wave.Seconds, Text.Length * SecondsPerCharacter / 2, Text.Length * SecondsPerCharacter * 2);
        Assert.InRange(wave.Samples.Max(Math.Abs), 0.05f, 1f);
        Assert.Contains("embedded nano checkpoint", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("of nano, clone_x_vector, seed 1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameSeed_GivesTheSameAudio_AnotherDoesNot()
    {
        var address = (await fleets.UnmarkedAsync()).Address.ToString();

        var first = await CommandRun.Of("say", "Good morning.", "--output", "-", "--seed", "5", "--address", address);
        var again = await CommandRun.Of("say", "Good morning.", "--output", "-", "--seed", "5", "--address", address);
        var other = await CommandRun.Of("say", "Good morning.", "--output", "-", "--seed", "6", "--address", address);

        Assert.NotEmpty(first.StandardOutput);
        Assert.Equal(first.StandardOutput, again.StandardOutput);
        Assert.NotEqual(first.StandardOutput, other.StandardOutput);
    }

    [Fact]
    public async Task TextTricklingIn_GivesAudioBeforeItEnds()
    {
        var address = (await fleets.NanoAsync()).Address.ToString();
        var input = new Pipe();
        var output = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var environment = new CommandEnvironment
        {
            Output = TextWriter.Null,
            Error = TextWriter.Null,
            StandardInput = () => input.Reader.AsStream(),
            StandardOutput = () => output.Writer.AsStream(),
        };

        var running = CommandRunner.RunAsync(["say", "--output", "-", "--seed", "1", "--address", address], environment, TestContext.Current.CancellationToken);
        await input.Writer.WriteAsync("Snow covered the bridge this morning, "u8.ToArray(), TestContext.Current.CancellationToken);
        // The text has not ended: this comes back only if audio leaves before it does.
        var first = await output.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.True(first.Buffer.Length > 0);
        output.Reader.AdvanceTo(first.Buffer.Start);
        await input.Writer.WriteAsync("and nobody came."u8.ToArray(), TestContext.Current.CancellationToken);
        await input.Writer.CompleteAsync();

        Assert.Equal(ExitCodes.Success, await running);
        var all = await output.Reader.ReadAtLeastAsync(int.MaxValue, TestContext.Current.CancellationToken);
        Assert.True(all.IsCompleted);
        Assert.True(all.Buffer.Length > first.Buffer.Length);
    }

    [Fact]
    public async Task Clip_IsClonedForOneUtterance()
    {
        using var folder = new TemporaryFolder();
        var clip = Path.Combine(Qwen3Tts.Cli.Fleet.EmbeddedCheckpoint.Folder, "voices", "clara.wav");

        var run = await CommandRun.Of(
            "say", "Good morning.", "--clip", clip, "--output", folder.File("a.wav"), "--seed", "1", "--cache", FleetFixture.CacheFolder);

        Assert.True(run.ExitCode is ExitCodes.Success, run.Error);
        Assert.Contains("of speech by clip of nano", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownVoice_IsRefusedWithThoseThatExist()
    {
        var address = (await fleets.NanoAsync()).Address.ToString();

        var run = await CommandRun.Of("say", "Hello.", "--voice", "nobody", "--output", "-", "--address", address);

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        var line = Assert.Single(run.ErrorLines);
        Assert.Contains("nobody", line, StringComparison.Ordinal);
        Assert.All((string[])["clara", "joe", "oskar", "robin"], voice => Assert.Contains($"'{voice}'", line, StringComparison.Ordinal));
    }
}
