using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TokenGenerator.Engine;
using Qwen3Tts.TokenGenerator.Guarding;

namespace Qwen3Tts.UnitTests.TokenGenerator.Engine;

/// <summary>What the engine does of the guard's verdicts. The echo's first code is the seed always: near-silence.</summary>
public sealed class GuardedGenerationTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runaway_EndsWithItsReasonAndAFrameToFade()
    {
        var networks = new EchoGenerator();
        var (frames, generation) = await Speak(networks, new GuardOptions { SilenceSeconds = 2, HoldSeconds = 0.8 }, tokens: 60);

        Assert.Equal(FinishReason.Runaway, generation.Reason);
        Assert.Equal((RunawayReason.Silence, 0), (generation.Runaway!.Reason, generation.Runaway.Since));
        Assert.Equal(Enumerable.Range(0, 8), frames.Select(frame => frame.Codes.Span[1]));
        Assert.Equal(8, generation.Runaway.Fade.Codes.Span[1]);
        Assert.Equal(20, networks.Steps.Count);
        Assert.Equal(0, networks.Open);
    }

    [Fact]
    public async Task SuspectSpeechThatEnds_IsAllDelivered()
    {
        var (frames, generation) = await Speak(new EchoGenerator(), new GuardOptions { SilenceSeconds = 2, HoldSeconds = 0.8 }, tokens: 15);

        Assert.Equal((FinishReason.Stop, null), (generation.Reason, generation.Runaway));
        Assert.Equal(Enumerable.Range(0, 15), frames.Select(frame => frame.Codes.Span[1]));
    }

    [Fact]
    public async Task GuardThatIsOff_EndsNothing()
    {
        var (frames, generation) = await Speak(new EchoGenerator(), new GuardOptions { Enabled = false }, tokens: 90);

        Assert.Equal(FinishReason.Stop, generation.Reason);
        Assert.Equal(90, frames.Count);
    }

    private static async Task<(List<GeneratedFrame> Frames, Generation Generation)> Speak(EchoGenerator networks, GuardOptions guard, int tokens)
    {
        using var engine = new GenerationEngine([networks.Serve()], new EngineOptions(), new FakeTimeProvider(), guard);
        using var place = engine.Enter();
        var generation = place.Start(engine["echo"], new GenerationRequest(
            default, "english", null, null, new PromptTokens([], [], []), default, default, default, MaxFrames: 200, Seed: 1));
        generation.Append([.. Enumerable.Range(0, tokens)]);
        generation.End();
        var frames = await generation.Frames.ReadAllAsync(Ct).ToListAsync(Ct);
        return (frames, generation);
    }
}
