using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Cli.Client;
using Qwen3Tts.Cli.Load;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.UnitTests.Cli.Load;

public sealed class LoadRunTest
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Arrivals_ComeByTheSchedule_ThoughNoAnswerEnds()
    {
        var duration = TimeSpan.FromSeconds(20);
        var fleet = new ScriptedFleet(_time) { Latency = TimeSpan.FromMinutes(1) };

        var result = await Arrivals(fleet, Plan(), rate: 3, duration);

        var schedule = PoissonSchedule.Arrivals(3, duration, seed: 1).ToArray();
        Assert.Equal(schedule, result.Utterances.Select(utterance => utterance.Due));
        Assert.All(result.Utterances, utterance => Assert.InRange(utterance.Asked - utterance.Due, TimeSpan.Zero, Millisecond));
        Assert.All(result.Utterances, utterance => Assert.Equal(UtteranceOutcome.Finished, utterance.Outcome));
        Assert.InRange(result.Elapsed, schedule[^1] + fleet.Latency, schedule[^1] + fleet.Latency + 2 * Millisecond);
    }

    [Fact]
    public async Task Utterances_TakeTheTextsInTurn_AndASeedOfTheirOwn()
    {
        var fleet = new ScriptedFleet(_time);

        await fleet.PassAsync(() => LoadRun.SeriesAsync(fleet.Speak, Plan() with { Seed = 40 }, 5, _time, CancellationToken.None));

        Assert.Equal(["one", "two", "three", "one", "two"], fleet.Pieces);
        Assert.Equal([40ul, 41, 42, 43, 44], fleet.Asked.Select(request => request.Seed!.Value));
        Assert.All(fleet.Asked, request => Assert.Equal("ann", request.Voice));
    }

    [Fact]
    public async Task Streams_AskForTheNext_WhenTheLastHasBeenHeard()
    {
        var fleet = new ScriptedFleet(_time);

        var result = await fleet.PassAsync(() =>
            LoadRun.StreamsAsync(fleet.Speak, Plan(), streams: 1, TimeSpan.FromSeconds(10), _time, CancellationToken.None));

        // A tenth of a second of latency, then a second of audio.
        Assert.Equal(10, result.Utterances.Count);
        Assert.All(result.Utterances.Index(), at => Assert.Equal(1.1 * at.Index, at.Item.Due.TotalSeconds, 0.02));
        Assert.All(result.Utterances, utterance => Assert.Equal(0.1, utterance.FirstByte!.Value.TotalSeconds, 0.002));
    }

    [Fact]
    public async Task Streams_AreSoManyAtATime_AndBeginApart()
    {
        var fleet = new ScriptedFleet(_time);

        var result = await fleet.PassAsync(() =>
            LoadRun.StreamsAsync(fleet.Speak, Plan(), streams: 4, TimeSpan.FromSeconds(11), _time, CancellationToken.None));

        Assert.InRange(result.Utterances.Count, 4 * 8, 4 * 10);
        Assert.Equal(result.Utterances.Count, result.Utterances.Select(utterance => utterance.Due).Distinct().Count());
    }

    [Fact]
    public async Task SlowAudio_Underruns()
    {
        var fleet = new ScriptedFleet(_time) { Pause = TimeSpan.FromMilliseconds(250) };

        var result = await fleet.PassAsync(() => LoadRun.SeriesAsync(fleet.Speak, Plan(), 1, _time, CancellationToken.None));

        var heard = Assert.Single(result.Utterances);
        Assert.Equal(4, heard.Underruns);
        Assert.Equal(0.2, heard.Stalled.TotalSeconds, 0.001);
    }

    [Fact]
    public async Task PlaybackBuffer_CarriesOverAPause()
    {
        var fleet = new ScriptedFleet(_time) { Pause = TimeSpan.FromMilliseconds(250) };

        var result = await fleet.PassAsync(() => LoadRun.SeriesAsync(
            fleet.Speak, Plan() with { PlaybackBuffer = TimeSpan.FromMilliseconds(200) }, 1, _time, CancellationToken.None));

        Assert.Equal(0, Assert.Single(result.Utterances).Underruns);
    }

    [Fact]
    public async Task Text_IsWrittenAtItsPace()
    {
        var fleet = new ScriptedFleet(_time);
        var plan = Plan() with { Writing = new WritingPace(10, 0, text => [.. text.Select(letter => letter.ToString())]) };

        var result = await fleet.PassAsync(() => LoadRun.SeriesAsync(fleet.Speak, plan, 3, _time, CancellationToken.None));

        Assert.Equal("onetwothree", string.Concat(fleet.Pieces));
        Assert.Equal(11, fleet.Pieces.Count);
        // Letters at 10 a second, then the fleet's latency.
        Assert.All(
            result.Utterances.Zip([0.3, 0.3, 0.5]),
            pair => Assert.Equal(pair.Second + 0.1, pair.First.FirstByte!.Value.TotalSeconds, 0.005));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 20)]
    [InlineData(1, 40)]
    public async Task CancelFraction_IsThatManyListenersGone(double fraction, int expected)
    {
        var fleet = new ScriptedFleet(_time) { Latency = TimeSpan.FromSeconds(3) };

        var result = await fleet.PassAsync(() => LoadRun.SeriesAsync(
            fleet.Speak, Plan() with { CancelFraction = fraction }, 40, _time, CancellationToken.None));

        Assert.InRange(result.Utterances.Count(utterance => utterance.Outcome is UtteranceOutcome.Cancelled), expected - (expected is 20 ? 8 : 0), expected + 8);
        Assert.All(result.Utterances, utterance => Assert.Equal(utterance.ToCancel, utterance.Outcome is UtteranceOutcome.Cancelled));
        Assert.All(result.Utterances.Where(utterance => utterance.ToCancel), utterance => Assert.True(utterance.End - utterance.Due < TimeSpan.FromSeconds(2.01)));
        Assert.Equal(0, LoadSummary.Of(result).Failed);
    }

    [Fact]
    public async Task Refusals_AreCountedByKind_AndStreamsTryAgainLater()
    {
        var fleet = new ScriptedFleet(_time) { Refusal = SpeechException.Exhausted("Full.") };

        var result = await fleet.PassAsync(() =>
            LoadRun.StreamsAsync(fleet.Speak, Plan(), streams: 1, TimeSpan.FromSeconds(5), _time, CancellationToken.None));

        var summary = LoadSummary.Of(result);
        Assert.Equal(5, summary.Utterances);
        Assert.Equal(5, summary.Failed);
        Assert.Equal(5, summary.Errors["Exhausted"]);
        Assert.Equal(0, summary.FirstByteMilliseconds.Count);
    }

    [Fact]
    public async Task Interruption_EndsTheRun()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
        var fleet = new ScriptedFleet(_time);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fleet.PassAsync(() =>
            LoadRun.ArrivalsAsync(fleet.Speak, Plan(), 5, TimeSpan.FromSeconds(100), _time, stop.Token)));
    }

    private static LoadPlan Plan() => new() { Request = new SpeechRequest(Voice: "ann"), Texts = ["one", "two", "three"], Seed = 1 };

    private Task<LoadResult> Arrivals(ScriptedFleet fleet, LoadPlan plan, double rate, TimeSpan duration) =>
        fleet.PassAsync(() => LoadRun.ArrivalsAsync(fleet.Speak, plan, rate, duration, _time, CancellationToken.None));
}
