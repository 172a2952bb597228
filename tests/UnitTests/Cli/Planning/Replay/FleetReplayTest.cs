using Qwen3Tts.Cli.Planning;
using Qwen3Tts.Cli.Planning.Replay;

namespace Qwen3Tts.UnitTests.Cli.Planning.Replay;

public sealed class FleetReplayTest
{
    private static readonly PlanRequest Request = new() { Streams = 40 };

    [Fact]
    public void Fleet_AsPlanned_HoldsTheObjectiveWithoutScaling()
    {
        var plan = CapacityPlanner.Plan(BenchFigures.Times, Request);
        var outcome = Run(ArrivalShape.Step, Settings(plan.Generators, plan.Generators));

        Assert.True(outcome.Held(Request));
        Assert.Equal(0, outcome.Refused);
        Assert.All(outcome.Moments, moment => Assert.Equal((plan.Generators, plan.Generators), (moment.Wanted, moment.Serving)));
        // Nobody is heard before a run, the prompt and the way to the client.
        Assert.All(outcome.Listeners, listener => Assert.True(listener.FirstAudio >= 10 + 20 + 50));
    }

    [Fact]
    public void Fleet_TooSmallAndNotScaled_RefusesAndIsBroken()
    {
        var outcome = Run(ArrivalShape.Step, Settings(1, 1));

        Assert.False(outcome.Held(Request));
        Assert.True(outcome.Refused > 0);
    }

    [Fact]
    public void Spike_FasterThanReplicasStart_IsHeldByNone_AndByThoseThatStartAtOnce()
    {
        Assert.False(Run(ArrivalShape.Spike, Settings(2, 30) with { StartSeconds = 120 }).Held(Request));
        Assert.True(Run(ArrivalShape.Spike, Settings(4, 30) with { StartSeconds = 0, Discovery = 0 }).Held(Request));
    }

    [Fact]
    public void Replicas_ServeWhenTheyAreReadyAndFound()
    {
        var outcome = Run(ArrivalShape.Step, Settings(2, 30) with { StartSeconds = 60, Discovery = 5 });

        var wanted = outcome.Moments.First(moment => moment.Wanted > 2).Second;
        var serving = outcome.Moments.First(moment => moment.Serving > 2).Second;
        Assert.InRange(serving - wanted, 60, 70);
        Assert.All(outcome.Moments, moment => Assert.InRange(moment.Wanted, 2, 30));
    }

    [Fact]
    public void Replay_OfTheSame_IsTheSame()
    {
        var (first, second) = (Run(ArrivalShape.Spike, Settings(2, 10)), Run(ArrivalShape.Spike, Settings(2, 10)));

        Assert.Equal(first.Listeners, second.Listeners);
        Assert.Equal(first.Moments, second.Moments);
    }

    [Fact]
    public void Listeners_AreAllAccountedFor()
    {
        var outcome = Run(ArrivalShape.Spike, Settings(2, 10));

        Assert.Equal(new Arrivals(ArrivalShape.Spike, Request.Streams, Request.UtteranceSeconds, 1).All().Count(), outcome.Listeners.Count);
    }

    private static ReplaySettings Settings(int min, int max) => new() { Places = 4, Min = min, Max = max, StartSeconds = 30, AfterFrame = 50 };

    private static ReplayOutcome Run(ArrivalShape shape, ReplaySettings settings) => FleetReplay.Run(
        BenchFigures.Times, Request, new Arrivals(shape, Request.Streams, Request.UtteranceSeconds, seed: 1), settings);
}
