using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Cli.Commands;
using Qwen3Tts.FunctionalTests.Fleet;
using Qwen3Tts.Tests;

namespace Qwen3Tts.FunctionalTests.Cli;

/// <summary>SSML typed at the command line is heard in nano's speech.</summary>
public sealed class SsmlTest(FleetFixture fleets)
{
    private const double MillisecondsPerSample = 1000.0 / 24_000;

    [Fact]
    public async Task Break_IsAPauseOfThatLength_AndTheMarkAfterItIsWhereTheWordsBegin()
    {
        var (samples, error) = await SayAsync("--ssml", "<speak>We went to the river<break time=\"800ms\"/><mark name=\"home\"/>and then we went home.</speak>");

        var (from, end) = LongestSilence(samples);
        Assert.Equal(800, (end - from) * MillisecondsPerSample, 10.0);
        // 5 ms of the silence before the words are theirs.
        Assert.Contains(FormattableString.Invariant($"mark home at {(end * MillisecondsPerSample - 5) / 1000:0.00}"), error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pause_MarkedInPlainText_IsOfThatLength()
    {
        var (samples, _) = await SayAsync("--pauses", "We went to the river [pause 800ms] and then we went home.");

        var (from, end) = LongestSilence(samples);
        Assert.Equal(800, (end - from) * MillisecondsPerSample, 10.0);
    }

    [Fact]
    public async Task Rate_OfTheWholeUtterance_ChangesItsLengthByThatMuch()
    {
        var (plain, _) = await SayAsync("We went to the river.");
        var (fast, _) = await SayAsync("We went to the river.", "--rate", "1.25");

        Assert.Equal(plain.Length / 1.25, fast.Length, 0.02 * fast.Length);
    }

    [Fact]
    public async Task Document_ThatIsWrong_IsRefusedInOneLine()
    {
        using var folder = new TemporaryFolder();
        var address = (await fleets.NanoAsync()).Address.ToString();

        var run = await CommandRun.Of("say", "--ssml", "<speak>a <b>c</speak>", "--output", folder.File("a.wav"), "--address", address);

        Assert.Equal(ExitCodes.Failure, run.ExitCode);
        Assert.Contains("SSML, line 1, column ", run.Error, StringComparison.Ordinal);
    }

    private async Task<(float[] Samples, string Error)> SayAsync(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var address = (await fleets.NanoAsync()).Address.ToString();
        var run = await CommandRun.Of(["say", .. arguments, "--output", folder.File("a.wav"), "--seed", "1", "--voice", "joe", "--address", address]);
        Assert.True(run.ExitCode is ExitCodes.Success, run.Error);
        return (WaveReader.Read(await File.ReadAllBytesAsync(folder.File("a.wav"), TestContext.Current.CancellationToken), new WaveLimits(60)).Samples, run.Error);
    }

    // In windows of 2.5 ms below −52 dB, between words.
    private static (int From, int End) LongestSilence(float[] samples)
    {
        const int Window = 60;
        var loud = Enumerable.Range(0, samples.Length / Window)
            .Where(window => samples.AsSpan(window * Window, Window).ToArray().Average(sample => (double)sample * sample) > 0.0025 * 0.0025).ToList();
        var (before, after) = loud.Zip(loud.Skip(1)).MaxBy(pair => pair.Second - pair.First);
        return ((before + 1) * Window, after * Window);
    }
}
