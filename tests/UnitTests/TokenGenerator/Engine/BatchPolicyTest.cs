using Microsoft.Extensions.Time.Testing;
using Qwen3Tts.TokenGenerator.Engine;

namespace Qwen3Tts.UnitTests.TokenGenerator.Engine;

public sealed class BatchPolicyTest
{
    private const double MaxLead = 3;
    private readonly FakeTimeProvider _time = new();
    private readonly ServedGenerator _model = new EchoGenerator().Serve();

    [Fact]
    public void Choose_NobodyNew_LeastLeadFirstAndWhoeverIsFarAheadWaits()
    {
        EngineUtterance far = Made(frames: 40), near = Made(frames: 5), middle = Made(frames: 20);

        Assert.Equal([near, middle], Choose(8, far, near, middle));
    }

    [Fact]
    public void Choose_OnlyOneFarAhead_GoesOn()
    {
        var far = Made(frames: 40);

        Assert.Equal([far], Choose(8, far));
    }

    [Fact]
    public void Choose_SomeoneNew_GoesFirstWithThoseAboutToRunOut()
    {
        EngineUtterance ahead = Made(frames: 20), urgent = Made(frames: 2), newcomer = Made(frames: 0);

        Assert.Equal([newcomer, urgent], Choose(8, ahead, urgent, newcomer));
    }

    [Fact]
    public void Choose_MoreThanABatch_TakesTheNeediest()
    {
        EngineUtterance first = Made(frames: 3), second = Made(frames: 1), third = Made(frames: 2);

        Assert.Equal([second, third], Choose(2, first, second, third));
    }

    [Fact]
    public void Choose_TwoModels_TakesTheNeediestOnes()
    {
        var other = new EchoGenerator().Serve("other");
        EngineUtterance needy = Made(frames: 1, other), rest = Made(frames: 2);

        Assert.Equal([needy], Choose(8, rest, needy));
    }

    private List<EngineUtterance> Choose(int batch, params EngineUtterance[] ready)
    {
        var chosen = ready.ToList();
        new BatchPolicy(batch, MaxLead).Choose(chosen);
        return chosen;
    }

    /// <summary>An utterance that has made frames, of which no time has passed to play any.</summary>
    private EngineUtterance Made(int frames, ServedGenerator? model = null)
    {
        var generation = new Generation(100, 100, () => { });
        var utterance = new EngineUtterance(
            generation,
            model ?? _model,
            EchoGenerator.Request(seed: 1),
            made: null,
            new EngineOptions(),
            _time);
        generation.Append([.. Enumerable.Range(0, 100)]);
        utterance.TakePlace();
        for (var i = 0; i < frames; i++)
        {
            utterance.Model.Networks.Advance([utterance.Networks!]);
            utterance.Collect(TimeSpan.Zero);
        }

        return utterance;
    }
}
