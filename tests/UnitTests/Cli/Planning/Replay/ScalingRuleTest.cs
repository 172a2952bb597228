using Qwen3Tts.Cli.Planning.Replay;

namespace Qwen3Tts.UnitTests.Cli.Planning.Replay;

public sealed class ScalingRuleTest
{
    private static readonly ReplaySettings Settings = new() { Places = 10, Min = 1, Max = 20, StartSeconds = 30, AfterFrame = 0, Utilization = 0.5 };

    [Theory]
    [InlineData(4, 20, 0, 4)]
    // Within a tenth of what is wanted nothing changes.
    [InlineData(4, 21, 0, 4)]
    [InlineData(4, 23, 0, 5)]
    // Double at most, or two more.
    [InlineData(4, 100, 0, 8)]
    [InlineData(1, 100, 0, 3)]
    [InlineData(15, 1000, 0, 20)]
    // Twice the age that is allowed asks for twice as many.
    [InlineData(4, 20, 0.5, 8)]
    [InlineData(4, 20, 0.26, 4)]
    public void Replicas_AreAdded_AsKubernetesWould(int replicas, int load, double age, int expected) =>
        Assert.Equal(expected, new ScalingRule(Settings).Decide(0, replicas, replicas, load, age));

    [Fact]
    public void Replicas_AreGivenUp_WhenTheyWereNotWantedForLong_OneAfterTheOther()
    {
        var rule = new ScalingRule(Settings);
        var (replicas, downs) = (10, new List<double>());
        rule.Decide(0, replicas, replicas, load: 50, queueAge: 0);
        for (var now = 15.0; now <= 1200; now += 15)
        {
            var next = rule.Decide(now, replicas, replicas, load: 5, queueAge: 0);
            if (next < replicas)
                downs.Add(now);
            replicas = next;
        }

        Assert.Equal([615, 735, 855, 975, 1095], downs);
        Assert.Equal(5, replicas);
    }
}
