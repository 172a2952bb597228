using Qwen3Tts.Cli.Planning;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Cli.Planning;

public sealed class CapacityPlannerTest
{
    private static readonly PlanRequest Ten = new() { Streams = 10 };

    [Fact]
    public void Plan_TakesThePlacesThatWereMeasuredAndKeepUp()
    {
        var plan = CapacityPlanner.Plan(BenchFigures.Times, Ten);

        Assert.Equal(4, plan.Places);
        // A run of 40 ms in 80, and four prompts of 20 ms in 8 s.
        Assert.Equal(0.5 + 4 * 0.020 / 8, plan.GeneratorBusy, 9);
        // 10 + two runs of 40 + the prompt + two of the codec's, of four at most.
        Assert.Equal(10 + 80 + 20 + 40, plan.Path, 9);
        // Runs of four: 13 in 65 ms.
        Assert.Equal(13, plan.DecoderStreams);
        Assert.Equal(1, plan.Decoders);
    }

    [Fact]
    public void Plan_HoldsTheObjective_AndOneGeneratorLessDoesNot()
    {
        var plan = CapacityPlanner.Plan(BenchFigures.Times, Ten);

        Assert.InRange(plan.Path + plan.Wait, 0, Ten.FirstAudio);
        var load = Ten.Streams * plan.GeneratorBusy;
        var less = 1000 * WaitingLine.Wait((plan.Generators - 1) * plan.Places, load, plan.HeldSeconds, Ten.Share);
        Assert.True(plan.Path + less > Ten.FirstAudio);
        Assert.True(plan.MostFill >= plan.Fill - 0.05);
    }

    [Fact]
    public void Plan_WhereTextComesAsSlowlyAsItIsSpoken_HoldsPlacesForAsLong()
    {
        var plan = CapacityPlanner.Plan(BenchFigures.Times, Ten with { WritingSpeed = 1 });

        Assert.Equal(8, plan.HeldSeconds);
        Assert.True(plan.Generators > CapacityPlanner.Plan(BenchFigures.Times, Ten).Generators);
    }

    [Fact]
    public void Plan_OfMoreStreams_HasNoFewerReplicas()
    {
        var plans = Enumerable.Range(1, 60).Select(streams => CapacityPlanner.Plan(BenchFigures.Times, Ten with { Streams = streams })).ToList();

        Assert.Equal(plans.Select(plan => plan.Generators).Order(), plans.Select(plan => plan.Generators));
        Assert.Equal(plans.Select(plan => plan.Decoders).Order(), plans.Select(plan => plan.Decoders));
    }

    [Fact]
    public void Plan_ForFirstAudioThatNoPlaceCanGive_IsRefused()
    {
        var error = Assert.Throws<SpeechException>(() => CapacityPlanner.Plan(BenchFigures.Times, Ten with { FirstAudio = 100 }));

        Assert.Equal(SpeechErrorKind.Unsupported, error.Kind);
        Assert.Contains("150 ms", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_OfADeviceThatIsSlowerThanSpeech_IsRefused()
    {
        var slow = new StepTimes(BenchFigures.Report with { Streams = [BenchFigures.Streams(1, 90, 5)] }, "new voice");

        Assert.Contains("real time", Assert.Throws<SpeechException>(() => CapacityPlanner.Plan(slow, Ten)).Message, StringComparison.Ordinal);
    }
}
