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

        var span = telemetry.Start(EchoGenerator.Describe(), "utterance");
        var activity = Activity.Current!;
        _time.Advance(TimeSpan.FromMilliseconds(200));
        span.Record(new GeneratedFrame(new[] { 1, 2 }, Surprise: 0, TimeSpan.FromMilliseconds(80)));
        _time.Advance(TimeSpan.FromMilliseconds(20));
        span.Record(new GeneratedFrame(new[] { 1, 2 }, Surprise: 0, TimeSpan.FromMilliseconds(20)));
        span.Finish(FinishReason.Stop);
        span.Dispose();

        Assert.Equal("talker.generate", activity.OperationName);
        Assert.Equal(["prefill", "first_frame"], activity.Events.Select(item => item.Name));
        Assert.Equal(
            TimeSpan.FromMilliseconds(80), activity.Events.Last().Timestamp - activity.Events.First().Timestamp);
        Assert.Equal("Stop", activity.GetTagItem("qwen3tts.finish_reason"));
        Assert.Equal([1, 1], measured.Of("qwen3tts.generator.frames"));
        Assert.Equal(0.2, Assert.Single(measured.Of("qwen3tts.generator.time_to_first_frame")), 1e-9);
        Assert.Equal(0.5, Assert.Single(measured.Of("qwen3tts.generator.real_time_factor")), 1e-9);
    }

    [Fact]
    public void Runaway_IsCounted()
    {
        using var measured = new Measurements("Qwen3Tts.TokenGenerator");
        using var telemetry = new GeneratorTelemetry(measured.Factory, _time);
        using var span = telemetry.Start(EchoGenerator.Describe(), "utterance");

        span.Finish(FinishReason.Runaway, RunawayReason.Loop);

        Assert.Equal([1], measured.Of("qwen3tts.generator.runaways"));
    }

    [Fact]
    public async Task Engine_TellsHowManyAreAtWorkAndHowManyWait()
    {
        using var gate = new Gate();
        using var measured = new Measurements("Qwen3Tts.TokenGenerator");
        using var telemetry = new GeneratorTelemetry(measured.Factory, _time);
        var networks = new EchoGenerator(_ => gate.Pass());
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
        gate.Open();
        Assert.All(places, place => place.Dispose());
    }
}
