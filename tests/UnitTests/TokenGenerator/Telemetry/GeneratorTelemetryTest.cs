using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TokenGenerator.Engine;
using Qwen3Tts.TokenGenerator.Guarding;
using Qwen3Tts.TokenGenerator.Telemetry;
using Qwen3Tts.UnitTests.ServiceDefaults.Telemetry;

namespace Qwen3Tts.UnitTests.TokenGenerator.Telemetry;

public sealed class GeneratorTelemetryTest
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Utterance_IsASpanWithItsEventsAndItsMeasures()
    {
        using var measured = new Measurements("Qwen3Tts.TokenGenerator");
        using var telemetry = new GeneratorTelemetry(measured.Factory, _time);

        var span = telemetry.Start(EchoGenerator.Describe(), "utterance", TestContext.Current.CancellationToken);
        var activity = Activity.Current!;
        _time.Advance(TimeSpan.FromMilliseconds(120));
        var beginning = new GenerationBeginning(_time.GetTimestamp(), TimeSpan.FromMilliseconds(50), Warm: true);
        _time.Advance(TimeSpan.FromMilliseconds(80));
        span.Record(new GeneratedFrame(new[] { 1, 2 }, Surprise: 0, TimeSpan.FromMilliseconds(80), Beginning: beginning));
        _time.Advance(TimeSpan.FromMilliseconds(20));
        span.Record(new GeneratedFrame(new[] { 1, 2 }, Surprise: 0, TimeSpan.FromMilliseconds(20)));
        span.Finish(FinishReason.Stop);
        span.Dispose();

        Assert.Equal("talker.generate", activity.OperationName);
        Assert.Equal(["queued", "prefill", "first_frame"], activity.Events.Select(item => item.Name));
        Assert.Equal([0, 50, 130], activity.Events.Select(item => (item.Timestamp - activity.Events.First().Timestamp).TotalMilliseconds));
        Assert.Equal([0.05], measured.Of("qwen3tts.generator.queue_time"));
        Assert.Equal(["qwen3tts.model=echo warm=true"], measured.TagsOf("qwen3tts.generator.beginnings"));
        Assert.Equal("Stop", activity.GetTagItem("qwen3tts.finish_reason"));
        Assert.Equal([1, 1], measured.Of("qwen3tts.generator.frames"));
        Assert.Equal(0.2, Assert.Single(measured.Of("qwen3tts.generator.time_to_first_frame")), 1e-9);
        Assert.Equal(0.5, Assert.Single(measured.Of("qwen3tts.generator.real_time_factor")), 1e-9);
    }

    [Fact]
    public void Utterance_ThatDidNotWait_AndMayBeginWithNothing_SaysSo()
    {
        using var measured = new Measurements("Qwen3Tts.TokenGenerator");
        using var telemetry = new GeneratorTelemetry(measured.Factory, _time);
        using var span = telemetry.Start(EchoGenerator.Describe(), "utterance", TestContext.Current.CancellationToken);

        span.Record(new GeneratedFrame(
            new[] { 1, 2 }, Surprise: 0, TimeSpan.Zero, Beginning: new GenerationBeginning(_time.GetTimestamp(), TimeSpan.Zero, Warm: null)));

        Assert.Equal(["prefill", "first_frame"], Activity.Current!.Events.Select(item => item.Name));
        Assert.Equal([0], measured.Of("qwen3tts.generator.queue_time"));
        Assert.Empty(measured.Of("qwen3tts.generator.beginnings"));
    }

    [Fact]
    public async Task Caller_WhoLeaves_IsAnEvent()
    {
        using var measured = new Measurements("Qwen3Tts.TokenGenerator");
        using var telemetry = new GeneratorTelemetry(measured.Factory, _time);
        using var caller = new CancellationTokenSource();
        var left = telemetry.Start(EchoGenerator.Describe(), "left", caller.Token);
        var activity = Activity.Current!;

        await caller.CancelAsync();
        left.Dispose();

        Assert.Equal("cancelled", Assert.Single(activity.Events).Name);
    }

    [Fact]
    public void Runaway_IsCounted()
    {
        using var measured = new Measurements("Qwen3Tts.TokenGenerator");
        using var telemetry = new GeneratorTelemetry(measured.Factory, _time);
        using var span = telemetry.Start(EchoGenerator.Describe(), "utterance", TestContext.Current.CancellationToken);

        span.Finish(FinishReason.Runaway, RunawayReason.Loop);

        Assert.Equal([1], measured.Of("qwen3tts.generator.runaways"));
    }

    [Fact]
    public async Task Engine_TellsHowManyAreAtWorkAndHowManyWait()
    {
        using var gate = new Gate();
        using var measured = new Measurements("Qwen3Tts.TokenGenerator");
        using var telemetry = new GeneratorTelemetry(measured.Factory, _time);
        var networks = new EchoGenerator(_ => gate.Pass()) { KeyValueUse = 0.25 };
        using var engine = telemetry.Observe(new GenerationEngine(
            [networks.Serve()], new EngineOptions { MaxUtterances = 1, QueueLength = 2 }, _time));
        var places = Enumerable.Range(0, 3).Select(_ => engine.Enter()).ToArray();
        foreach (var place in places)
        {
            var request = new GenerationRequest(
                default, "auto", null, null, new PromptTokens([], [], []), default, default, default, MaxFrames: 1, Seed: 1);
            place.Start(engine["echo"], request).End();
        }

        await gate.Reached;
        measured.Observe();

        Assert.Equal([1], measured.Of("qwen3tts.generator.active_utterances"));
        Assert.Equal([2], measured.Of("qwen3tts.generator.queue"));
        Assert.Equal([0], measured.Of("qwen3tts.generator.free_places"));
        Assert.Single(measured.Of("qwen3tts.generator.queue_age"));
        Assert.Equal([0.25], measured.Of("qwen3tts.generator.key_value_use"));
        Assert.Equal(["qwen3tts.model=echo"], measured.TagsOf("qwen3tts.generator.key_value_use"));
        gate.Open();
        Assert.All(places, place => place.Dispose());
    }
}
