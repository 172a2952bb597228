using Qwen3Tts.Cli.Load;

namespace Qwen3Tts.UnitTests.Cli.Load;

public sealed class WritingPaceTest
{
    [Theory]
    [InlineData(5)]
    [InlineData(50)]
    public void Pace_IsKeptOnAverage_AndJitterBoundsEveryToken(double tokensPerSecond)
    {
        const int Tokens = 4000;
        double[] times = [.. Pace(tokensPerSecond, jitter: 0.5).Times(seed: 1, utterance: 0, Tokens).Select(time => time.TotalSeconds)];
        double[] each = [.. times.Prepend(0).Zip(times, (before, after) => (after - before) * tokensPerSecond)];

        Assert.InRange(times[^1], 0.98 * Tokens / tokensPerSecond, 1.02 * Tokens / tokensPerSecond);
        Assert.All(each, token => Assert.InRange(token, 0.499, 1.501));
        Assert.True(each.Min() < 0.51 && each.Max() > 1.49, "The jitter is not spread over its whole width.");
    }

    [Fact]
    public void NoJitter_IsAMetronome() =>
        Assert.Equal([0.1, 0.2, 0.3], Pace(10, jitter: 0).Times(1, 0, 3).Select(time => Math.Round(time.TotalSeconds, 6)));

    [Fact]
    public void Utterances_AreWrittenDifferently_AndTheSameAgain()
    {
        var pace = Pace(10, jitter: 1);

        Assert.Equal(pace.Times(1, 3, 10), pace.Times(1, 3, 10));
        Assert.NotEqual(pace.Times(1, 3, 10), pace.Times(1, 4, 10));
    }

    private static WritingPace Pace(double tokensPerSecond, double jitter) => new(tokensPerSecond, jitter, text => [text]);
}
