using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.TokenGenerator.Engine;
using static Qwen3Tts.UnitTests.TokenGenerator.Engine.EngineCalls;

namespace Qwen3Tts.UnitTests.TokenGenerator.Engine;

/// <summary>Utterances that wait for a place on the device.</summary>
public sealed class FullEngineTest
{
    [Fact]
    public async Task FullEngine_QueuesAndThenRefusesAtTheDoor()
    {
        using var gate = new Gate();
        var networks = new EchoGenerator(_ => gate.Pass());
        using var engine = Open(networks, new EngineOptions { MaxUtterances = 1, QueueLength = 1 });
        var first = engine.Enter();
        var one = Speak(engine, first, 1, tokens: 2);
        await gate.Reached;
        using var second = engine.Enter();
        var two = Speak(engine, second, 2, tokens: 1);

        var error = Assert.Throws<SpeechException>(() => engine.Enter());

        Assert.Equal(SpeechErrorKind.Exhausted, error.Kind);
        Assert.Equal((1, 1), (engine.Active, engine.Waiting));
        gate.Open();
        await Rest(one);
        first.Dispose();
        await Rest(two);
        engine.Enter().Dispose();
        Assert.Equal([1, 1, 1, 2, 2], networks.Steps.Select(seed => (int)seed));
    }

    [Fact]
    public async Task Utterance_ThatGoesOn_IsLetIntoAFullEngine_AndComesBeforeThoseThatAreNew()
    {
        using var gate = new Gate();
        var networks = new EchoGenerator(_ => gate.Pass());
        using var engine = Open(networks, new EngineOptions { MaxUtterances = 1, QueueLength = 1 });
        var first = engine.Enter();
        var one = Speak(engine, first, 1, tokens: 1);
        await gate.Reached;
        using var second = engine.Enter();
        var two = Speak(engine, second, 2, tokens: 1);
        Assert.Throws<SpeechException>(() => engine.Enter());

        using var begun = engine.Enter(goesOn: true);
        var three = begun.Start(engine["echo"], EchoGenerator.Request(3), new CodeFrames(2, [1, 2]));
        three.Append([1, 2]);
        three.End();
        gate.Open();
        await Task.WhenAll(Rest(one), Rest(two), Rest(three));
        first.Dispose();

        Assert.Equal([1, 1, 3, 3, 2, 2], networks.Steps.Select(seed => (int)seed));
    }

    [Fact]
    public async Task QueueAge_IsThatOfWhoWaitsLongest_AndFirstFramesTellHowLongTheirsWas()
    {
        using var first = new Gate();
        using var second = new Gate();
        var time = new FakeTimeProvider();
        var started = time.GetTimestamp();
        var networks = new EchoGenerator(seed => (seed is 1 && !first.IsOpen ? first : second).Pass()) { BeganWarm = true };
        using var engine = Open(networks, new EngineOptions { MaxUtterances = 1, QueueLength = 1 }, time);
        using var place = engine.Enter();
        var one = Speak(engine, place, 1, tokens: 2);
        await first.Reached;
        using var waiting = engine.Enter();
        var two = Speak(engine, waiting, 2, tokens: 1);
        Assert.Equal((0, TimeSpan.Zero), (engine.Free, engine.QueueAge));

        first.Open();
        await second.Reached;
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromSeconds(2), engine.QueueAge);
        second.Open();
        var later = time.GetTimestamp();
        var frames = await Task.WhenAll(Frames(one), Frames(two));
        Assert.Equal([new GenerationBeginning(started, TimeSpan.Zero, true), null], frames[0].Select(frame => frame.Beginning));
        Assert.Equal([new GenerationBeginning(later, TimeSpan.FromSeconds(2), true)], frames[1].Select(frame => frame.Beginning));
        await Eventually.Until(() => engine.Free is 1);
        Assert.Equal(TimeSpan.Zero, engine.QueueAge);
    }

    [Fact]
    public async Task CallerThatLeavesTheQueue_NeverReachesTheDevice()
    {
        using var gate = new Gate();
        var networks = new EchoGenerator(_ => gate.Pass());
        using var engine = Open(networks, new EngineOptions { MaxUtterances = 1, QueueLength = 1 });
        using var first = engine.Enter();
        var one = Speak(engine, first, 1, tokens: 1);
        await gate.Reached;
        var second = engine.Enter();
        Speak(engine, second, 2, tokens: 1);

        second.Dispose();

        Assert.Equal(0, engine.Waiting);
        using var third = engine.Enter();
        var three = Speak(engine, third, 3, tokens: 1);
        gate.Open();
        await Task.WhenAll(Rest(one), Rest(three));
        Assert.Equal([1UL, 3UL], networks.Requests.Select(request => request.Seed));
    }
}
