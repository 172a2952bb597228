using Qwen3Tts.Cli.Load;

namespace Qwen3Tts.UnitTests.Cli.Load;

public sealed class PoissonScheduleTest
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public void Arrivals_AreInOrderAndWithinTheRun()
    {
        TimeSpan[] arrivals = [.. PoissonSchedule.Arrivals(2, Long, seed: 1)];

        Assert.Equal(arrivals.Order(), arrivals);
        Assert.InRange(arrivals[0], TimeSpan.Zero, Long);
        Assert.True(arrivals[^1] < Long);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    [InlineData(20)]
    public void TimesBetween_AreExponential(double rate)
    {
        TimeSpan[] arrivals = [.. PoissonSchedule.Arrivals(rate, Long, seed: 7)];
        double[] between = [.. arrivals.Prepend(TimeSpan.Zero).Zip(arrivals, (before, after) => (after - before).TotalSeconds * rate).Order()];

        // Five deviations of a Poisson count.
        var expected = rate * Long.TotalSeconds;
        Assert.InRange(arrivals.Length, expected - 5 * Math.Sqrt(expected), expected + 5 * Math.Sqrt(expected));
        // Kolmogorov's distance from 1 − exp(−x); 1.63 ÷ √n is its 99th percentile.
        var distance = between.Index().Max(at => Math.Abs(1 - Math.Exp(-at.Item) - (at.Index + 0.5) / between.Length));
        Assert.InRange(distance, 0, 1.63 / Math.Sqrt(between.Length));
    }

    [Fact]
    public void SameSeed_GivesTheSame_AnotherDoesNot()
    {
        Assert.Equal(PoissonSchedule.Arrivals(3, Long, seed: 5), PoissonSchedule.Arrivals(3, Long, seed: 5));
        Assert.NotEqual(PoissonSchedule.Arrivals(3, Long, seed: 5).First(), PoissonSchedule.Arrivals(3, Long, seed: 6).First());
    }
}
