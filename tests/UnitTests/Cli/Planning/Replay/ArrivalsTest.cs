using Qwen3Tts.Cli.Planning.Replay;

namespace Qwen3Tts.UnitTests.Cli.Planning.Replay;

public sealed class ArrivalsTest
{
    [Theory]
    [InlineData(ArrivalShape.Step, 0, 300, 25)]
    [InlineData(ArrivalShape.Step, 300, 1800, 100)]
    [InlineData(ArrivalShape.Spike, 300, 480, 100)]
    [InlineData(ArrivalShape.Spike, 480, 1800, 20)]
    [InlineData(ArrivalShape.Day, 42000, 44400, 100)]
    public void Speech_ThatIsAskedFor_IsThatOfSoManyStreams(ArrivalShape shape, double from, double until, double streams)
    {
        var all = new Arrivals(shape, 100, 8, seed: 3).All().ToList();

        var asked = all.Where(one => one.At >= from && one.At < until).Sum(one => one.Seconds) / (until - from);
        Assert.InRange(asked, 0.85 * streams, 1.15 * streams);
        Assert.Equal(all.Select(one => one.At).Order(), all.Select(one => one.At));
    }

    [Fact]
    public void Seed_GivesTheSame() =>
        Assert.Equal(new Arrivals(ArrivalShape.Step, 10, 8, 1).All(), new Arrivals(ArrivalShape.Step, 10, 8, 1).All());
}
