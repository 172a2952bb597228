using Qwen3Tts.Cli.Load;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.UnitTests.Cli.Load;

public sealed class LoadSummaryTest
{
    private static readonly UtteranceMeasurement Heard = new(
        0, Seconds(1), Seconds(1.002), Seconds(3), UtteranceOutcome.Finished, Seconds(0.1), Seconds(0.15), 4, 0, TimeSpan.Zero, null, FinishReason.Stop, false);

    [Fact]
    public void Figures_AreThoseOfTheUtterances()
    {
        var summary = LoadSummary.Of(new LoadResult(
            [
                Heard,
                Heard with { FirstByte = Seconds(0.3), FirstAudible = Seconds(0.4), Underruns = 2, Stalled = Seconds(0.5), Finish = FinishReason.Length },
                Heard with
                {
                    Outcome = UtteranceOutcome.Failed, Error = SpeechErrorKind.Unavailable, FirstByte = null, FirstAudible = null, Finish = null, AudioSeconds = 0,
                },
                Heard with { Outcome = UtteranceOutcome.Cancelled, ToCancel = true, FirstByte = Seconds(9), Underruns = 7, Stalled = Seconds(7), Finish = null, AudioSeconds = 1 },
            ],
            Seconds(3)));

        Assert.Equal((4, 2, 1, 1), (summary.Utterances, summary.Finished, summary.Cancelled, summary.Failed));
        Assert.Equal(2, summary.FirstByteMilliseconds.Count);
        Assert.Equal(100, summary.FirstByteMilliseconds.P50!.Value, 6);
        Assert.Equal(300, summary.FirstByteMilliseconds.P95!.Value, 6);
        Assert.Equal(400, summary.FirstAudibleMilliseconds.Max!.Value, 6);
        Assert.Equal(2, summary.AskedLateMilliseconds.P50!.Value, 6);
        Assert.Equal((1, 2, 0.5), (summary.UnderrunUtterances, summary.Underruns, summary.StalledSeconds));
        Assert.Equal(3, summary.AudioSecondsPerSecond, 6);
        Assert.Equal(new Dictionary<string, int> { ["Unavailable"] = 1 }, summary.Errors);
        Assert.Equal(new Dictionary<string, int> { ["Length"] = 1, ["Stop"] = 1 }, summary.Finishes);
    }

    [Fact]
    public void NoUtterance_IsNoFigure()
    {
        var summary = LoadSummary.Of(new LoadResult([], TimeSpan.Zero));

        Assert.Null(summary.FirstByteMilliseconds.P95);
        Assert.Equal(0, summary.AudioSecondsPerSecond);
    }

    private static TimeSpan Seconds(double value) => TimeSpan.FromSeconds(value);
}
