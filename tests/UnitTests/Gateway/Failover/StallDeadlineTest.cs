using Qwen3Tts.Gateway.Failover;

namespace Qwen3Tts.UnitTests.Gateway.Failover;

public sealed class StallDeadlineTest
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    private bool _hasOther = true;

    [Fact]
    public void Worker_ThatHasSentNothing_HasAllTheTime_AndIsAskedSooner()
    {
        var deadline = Deadline();

        Assert.Equal(Most, deadline.Owing);
        Assert.Equal(Least, deadline.Idle);
    }

    [Theory]
    [InlineData(20, 1000)]
    [InlineData(300, 1200)]
    [InlineData(1200, 4800)]
    [InlineData(2000, 5000)]
    public void Worker_IsHeldToItsOwnPace(int slowest, int expected)
    {
        var deadline = Deadline(10, slowest, 10);

        Assert.Equal(TimeSpan.FromMilliseconds(expected), deadline.Owing);
    }

    [Fact]
    public void Pace_IsThatOfTheLastWaits()
    {
        var deadline = Deadline(1000);

        foreach (var _ in Enumerable.Range(0, StallDeadline.Remembered - 1))
            deadline.Add(TimeSpan.FromMilliseconds(300));
        Assert.Equal(TimeSpan.FromSeconds(4), deadline.Owing);
        deadline.Add(TimeSpan.FromMilliseconds(300));

        Assert.Equal(TimeSpan.FromSeconds(1.2), deadline.Owing);
    }

    [Fact]
    public void OnlyWorker_HasAllTheTime()
    {
        var deadline = Deadline(10);

        _hasOther = false;

        Assert.Equal(Most, deadline.Owing);
        Assert.Equal(Most, deadline.Idle);
    }

    [Fact]
    public void Least_IsNeverMoreThanTheMost()
    {
        var deadline = new StallDeadline(2 * Most, Most, () => true);
        deadline.Add(TimeSpan.FromMilliseconds(10));

        Assert.Equal(Most, deadline.Owing);
        Assert.Equal(Most, deadline.Idle);
    }

    private StallDeadline Deadline(params int[] waits)
    {
        var deadline = new StallDeadline(Least, Most, () => _hasOther);
        foreach (var wait in waits)
            deadline.Add(TimeSpan.FromMilliseconds(wait));
        return deadline;
    }
}
