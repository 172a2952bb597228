using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.ServiceDefaults.Health;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;
using Qwen3Tts.TokenGenerator.Engine;
using static Qwen3Tts.UnitTests.TokenGenerator.Engine.EngineCalls;

namespace Qwen3Tts.UnitTests.TokenGenerator.Engine;

public sealed class GenerationEngineTest
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Text_InPieces_ComesOutAsFramesInOrder()
    {
        var networks = new EchoGenerator();
        using var engine = Open(networks);
        using var place = engine.Enter();
        var generation = Start(engine, place, seed: 7);

        generation.Append([1, 2]);
        var first = await generation.Frames.ReadAsync(Ct);
        var second = await generation.Frames.ReadAsync(Ct);
        generation.Append([3]);
        generation.End();

        List<int[]> all = [first.Codes.ToArray(), second.Codes.ToArray(), .. await Rest(generation)];
        Assert.Equal([[7, 1], [7, 2], [7, 3]], all);
        Assert.Equal(FinishReason.Stop, generation.Reason);
        Assert.Equal(0, networks.Open);
        Assert.Single(networks.Threads);
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, networks.Threads.Keys);
    }

    [Fact]
    public async Task Utterances_ThatAreReady_JoinTheNextRun()
    {
        using var gate = new Gate();
        var networks = new EchoGenerator(_ => gate.Pass());
        using var engine = Open(networks);
        using var first = engine.Enter();
        using var second = engine.Enter();
        using var third = engine.Enter();

        var one = Speak(engine, first, 1, tokens: 3);
        await gate.Reached;
        var two = Speak(engine, second, 2, tokens: 2);
        var three = Speak(engine, third, 3, tokens: 1);
        gate.Open();
        await Task.WhenAll(Rest(one), Rest(two), Rest(three));

        // Each has one step more than frames: the one that finds the end. Newcomers stand first.
        Assert.Equal([1UL], networks.Batches.First());
        Assert.Equal([2, 3, 1], networks.Batches.ElementAt(1).Select(seed => (int)seed));
        Assert.Equal([4, 3, 2], new[] { 1UL, 2UL, 3UL }.Select(seed => networks.Steps.Count(step => step == seed)));
    }

    [Fact]
    public async Task UtteranceWhoseTextHasRunDry_IsPassedOver()
    {
        var networks = new EchoGenerator();
        using var engine = Open(networks);
        using var first = engine.Enter();
        using var second = engine.Enter();
        var dry = Start(engine, first, 1);
        dry.Append([1]);
        await dry.Frames.ReadAsync(Ct);

        await Rest(Speak(engine, second, 2, tokens: 3));

        Assert.Equal(1, networks.Steps.Count(seed => seed == 1));
        dry.End();
        await Rest(dry);
        Assert.Equal(FinishReason.Stop, dry.Reason);
    }

    [Fact]
    public async Task CallerThatLeaves_CostsAtMostTheStepThatRuns()
    {
        using var gate = new Gate();
        var networks = new EchoGenerator(_ => gate.Pass());
        using var engine = Open(networks);
        var place = engine.Enter();
        var generation = Speak(engine, place, 1, tokens: 100);
        await gate.Reached;

        place.Dispose();
        gate.Open();
        // When a later utterance has been served, the engine has been at the frame boundary where it drops the first.
        using var next = engine.Enter();
        await Rest(Speak(engine, next, 2, tokens: 1));

        Assert.Equal([1, 2, 2], networks.Steps.Select(seed => (int)seed));
        Assert.Equal(0, networks.Open);
        Assert.Single(networks.Threads);
        await Assert.ThrowsAsync<OperationCanceledException>(() => Rest(generation));
    }

    [Fact]
    public async Task CallerThatLeaves_WhileItsTextHasRunDry_IsDisposedByTheEngine()
    {
        var networks = new EchoGenerator();
        using var engine = Open(networks);
        var place = engine.Enter();
        var generation = Start(engine, place, 1);
        generation.Append([1]);
        await generation.Frames.ReadAsync(Ct);

        place.Dispose();
        using var next = engine.Enter();
        await Rest(Speak(engine, next, 2, tokens: 1));

        Assert.Equal(0, networks.Open);
    }

    [Fact]
    public async Task CallerThatReadsNothing_DoesNotHoldUpTheEngine()
    {
        var networks = new EchoGenerator();
        using var engine = Open(networks);
        using var first = engine.Enter();
        var unread = Start(engine, first, 1, maxFrames: 50);
        unread.Append([.. Enumerable.Range(0, 60)]);
        unread.End();

        using var second = engine.Enter();
        await Rest(Speak(engine, second, 2, tokens: 60, maxFrames: 60));

        Assert.Equal(50, (await Rest(unread)).Count);
        Assert.Equal(FinishReason.Length, unread.Reason);
    }

    [Fact]
    public async Task Device_ThatFails_EndsWhatItWasAtAsUnavailable_AndIsStuckAfterThreeTimes()
    {
        var watch = new RunWatch(TimeProvider.System, TimeSpan.FromMinutes(1));
        var isBroken = true;
        var networks = new EchoGenerator(_ =>
        {
            if (isBroken)
                throw new InvalidOperationException("The device is gone.");
        });
        using var engine = new GenerationEngine([networks.Serve()], new EngineOptions(), TimeProvider.System, watch: watch);

        Assert.Equal(SpeechErrorKind.Unavailable, await FailAsync());
        isBroken = false;
        using (var place = engine.Enter())
            await Rest(Speak(engine, place, 1, tokens: 1));
        isBroken = true;
        Assert.Equal(SpeechErrorKind.Unavailable, await FailAsync());
        Assert.Equal(SpeechErrorKind.Unavailable, await FailAsync());
        Assert.False(watch.IsStuck);
        await FailAsync();

        Assert.True(watch.IsStuck);

        async Task<SpeechErrorKind> FailAsync()
        {
            using var place = engine.Enter();
            var generation = Speak(engine, place, 1, tokens: 1);
            return (await Assert.ThrowsAsync<SpeechException>(() => Rest(generation))).Kind;
        }
    }

    [Fact]
    public async Task StepThatFails_FailsItsUtteranceOnly()
    {
        var networks = new EchoGenerator(seed => _ = seed == 1 ? throw SpeechException.Invalid("too long") : seed);
        using var engine = Open(networks);
        using var first = engine.Enter();
        using var second = engine.Enter();

        var error = await Assert.ThrowsAsync<SpeechException>(() => Rest(Speak(engine, first, 1, tokens: 1)));
        var frames = await Rest(Speak(engine, second, 2, tokens: 1));

        Assert.Equal("too long", error.Message);
        Assert.Single(frames);
        Assert.Equal(0, networks.Open);
    }

    [Fact]
    public void TextOverTheLimit_IsInvalid()
    {
        using var engine = Open(new EchoGenerator(), new EngineOptions { MaxTokens = 3 });
        using var place = engine.Enter();
        var generation = Start(engine, place, 1);
        generation.Append([1, 2]);

        var error = Assert.Throws<SpeechException>(() => generation.Append([3, 4]));

        Assert.Equal((SpeechErrorKind.Invalid, "The text has more than 3 tokens, which is the limit."), (error.Kind, error.Message));
    }

    [Fact]
    public async Task EngineThatStops_FailsWhatRunsAsUnavailableAndDisposesAll()
    {
        var networks = new EchoGenerator();
        var engine = Open(networks);
        using var place = engine.Enter();
        var generation = Start(engine, place, 1);
        generation.Append([1]);
        await generation.Frames.ReadAsync(Ct);

        engine.Dispose();

        Assert.Equal(SpeechErrorKind.Unavailable, (await Assert.ThrowsAsync<SpeechException>(() => Rest(generation))).Kind);
        Assert.Equal(0, networks.Open);
        Assert.True(networks.Disposed);
    }

    [Fact]
    public void UnknownModel_IsNotFoundAndTheServedAreListed()
    {
        using var engine = Open(new EchoGenerator());

        var error = Assert.Throws<SpeechException>(() => engine["other"]);

        Assert.Equal((SpeechErrorKind.NotFound, "There is no model 'other'; served are: echo."), (error.Kind, error.Message));
    }

    [Fact]
    public async Task UtteranceWithoutText_GivesItsPlaceAwayAndGoesOnWhenTextComes()
    {
        var time = new FakeTimeProvider();
        var networks = new EchoGenerator();
        using var engine = Open(networks, new EngineOptions { MaxUtterances = 1 }, time);
        using var place = engine.Enter();
        var generation = Start(engine, place, 1);
        generation.Append([1, 2]);
        await generation.Frames.ReadAsync(Ct);
        await generation.Frames.ReadAsync(Ct);
        await Eventually.Until(() => engine.Active == 1);
        time.Advance(TimeSpan.FromSeconds(2.1));
        await Eventually.Until(() => engine.Parked == 1);

        // The only place is free.
        using var other = engine.Enter();
        await Rest(Speak(engine, other, 2, tokens: 1));
        generation.Append([3]);
        generation.End();

        Assert.Equal([[1, 3]], await Rest(generation));
        Assert.Equal([1UL, 2UL, 1UL], networks.Requests.Select(request => request.Seed));
        Assert.Equal(0, networks.Open);
    }

    [Fact]
    public async Task UtteranceWithoutText_EndsAtTheIdleLimit()
    {
        var time = new FakeTimeProvider();
        using var engine = Open(new EchoGenerator(), time: time);
        using var place = engine.Enter();
        var generation = Start(engine, place, 1);
        // Seen by the engine once another has been served.
        using var other = engine.Enter();
        await Rest(Speak(engine, other, 2, tokens: 1));

        time.Advance(TimeSpan.FromSeconds(31));

        var error = await Assert.ThrowsAsync<SpeechException>(() => Rest(generation));
        Assert.Equal(SpeechErrorKind.DeadlineExceeded, error.Kind);
        Assert.Contains("Engine:TextIdle", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SilentStreams_ManyTimesThePlaces_HoldNobodyUp()
    {
        var networks = new EchoGenerator();
        using var engine = Open(networks, new EngineOptions { MaxUtterances = 2, QueueLength = 1 });
        var places = Enumerable.Range(0, 8).Select(_ => engine.Enter()).ToList();
        foreach (var (index, silent) in places.Index())
            Start(engine, silent, (ulong)index + 10);

        using var place = engine.Enter();
        var frames = await Rest(Speak(engine, place, 1, tokens: 2));

        Assert.Equal(2, frames.Count);
        Assert.Equal(1UL, Assert.Single(networks.Requests).Seed);
        places.ForEach(silent => silent.Dispose());
    }

    [Fact]
    public async Task TextLead_WithFewerTokens_WaitsForMoreOrTheEnd()
    {
        var networks = new EchoGenerator();
        using var engine = Open(networks, new EngineOptions { TextLead = 3 });
        using var first = engine.Enter();
        using var second = engine.Enter();
        var slow = Start(engine, first, 1);
        slow.Append([1, 2]);

        await Rest(Speak(engine, second, 2, tokens: 1));

        Assert.Equal([2UL], networks.Requests.Select(request => request.Seed));
        slow.Append([3]);
        slow.End();
        Assert.Equal(3, (await Rest(slow)).Count);
    }

    [Fact]
    public async Task MadeFrames_AreGoneOnFrom()
    {
        var networks = new EchoGenerator();
        using var engine = Open(networks);
        using var place = engine.Enter();
        var generation = Start(engine, place, 1, made: new CodeFrames(2, [1, 0, 1, 1]));
        generation.Append([0, 1, 2]);
        generation.End();

        Assert.Equal([[1, 2]], await Rest(generation));
    }
}
