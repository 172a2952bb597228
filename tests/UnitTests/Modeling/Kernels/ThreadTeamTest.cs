using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.UnitTests.Modeling.Kernels;

public sealed class ThreadTeamTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Run_ManyJobs_EachChunkIsDoneOnce(int threads)
    {
        using var team = new ThreadTeam(threads);
        var counts = new int[37];
        using (team.Enter())
        {
            for (var round = 0; round < 5000; round++)
            {
                var job = new Count(counts);
                team.Run(ref job, round % counts.Length + 1);
            }
        }

        var expected = Enumerable.Range(0, counts.Length).Select(chunk => Enumerable.Range(0, 5000).Count(round => round % counts.Length >= chunk));
        Assert.Equal(expected, counts);
    }

    [Fact]
    public void Run_AfterTheTeamHasFallenAsleep_WakesIt()
    {
        using var team = new ThreadTeam(2);
        using var both = new Barrier(2);
        for (var round = 0; round < 3; round++)
        {
            // Each chunk waits for the other: one thread alone would never end.
            var job = new Meet(both);
            using (team.Enter())
                team.Run(ref job, 2);
            Thread.Yield();
        }

        Assert.Equal(3, both.CurrentPhaseNumber);
    }

    [Fact]
    public async Task Enter_ByMany_OneAtATime()
    {
        using var team = new ThreadTeam(1);
        var inside = 0;
        var total = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < 500; i++)
                {
                    using var turn = team.Enter();
                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    total++;
                    Interlocked.Decrement(ref inside);
                }
            },
            TestContext.Current.CancellationToken)));
        Assert.Equal(2000, total);
    }

    [Fact]
    public void Run_InSteadyState_AllocatesNothing()
    {
        using var team = new ThreadTeam(2);
        var counts = new int[8];
        using var turn = team.Enter();
        var job = new Count(counts);
        team.Run(ref job, 8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            team.Run(ref job, 8);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private readonly struct Count(int[] counts) : IJob
    {
        public void Execute(int chunk) => Interlocked.Increment(ref counts[chunk]);
    }

    private readonly struct Meet(Barrier barrier) : IJob
    {
        public void Execute(int chunk) => barrier.SignalAndWait();
    }
}
