using CsCheck;
using Qwen3Tts.Cli.Load;

namespace Qwen3Tts.UnitTests.Cli.Load;

public sealed class CapacitySearchTest
{
    [Fact]
    public Task AnyCapacity_IsFoundInFewTrials() => Gen.Select(Gen.Int[1, 200], Gen.Int[0, 250]).SampleAsync(async (most, capacity) =>
    {
        var tried = new List<int>();

        var found = await CapacitySearch.FindAsync(most, streams =>
        {
            tried.Add(streams);
            return Task.FromResult(streams <= capacity);
        });

        Assert.Equal(Math.Min(most, capacity), found);
        Assert.Equal(tried.Distinct(), tried);
        Assert.All(tried, streams => Assert.InRange(streams, 1, most));
        Assert.InRange(tried.Count, 1, 2 + 2 * Math.Log2(most + 1));
    });
}
