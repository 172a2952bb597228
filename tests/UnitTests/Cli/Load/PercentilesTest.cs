using CsCheck;
using Qwen3Tts.Cli.Load;

namespace Qwen3Tts.UnitTests.Cli.Load;

public sealed class PercentilesTest
{
    [Fact]
    public void Hundred_AreTheirRanks()
    {
        var found = Percentiles.Of(Enumerable.Range(1, 100).Reverse().Select(value => (double)value));

        Assert.Equal(new Percentiles(100, 50, 95, 99, 100), found);
    }

    [Fact]
    public void None_HasNoPercentile() => Assert.Equal(new Percentiles(0, null, null, null, null), Percentiles.Of([]));

    [Fact]
    public void One_IsAll() => Assert.Equal(new Percentiles(1, 3.5, 3.5, 3.5, 3.5), Percentiles.Of([3.5]));

    [Fact]
    public void P95_IsTheLeastThatNineteenInTwentyDoNotExceed() => Gen.Double[0, 1000].Array[1, 300].Sample(values =>
    {
        var p95 = Percentiles.Of(values).P95!.Value;

        Assert.True(values.Count(value => value <= p95) >= 0.95 * values.Length);
        Assert.True(values.Count(value => value < p95) < 0.95 * values.Length);
    });
}
