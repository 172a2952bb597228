using Qwen3Tts.Audio.Wave;
using Qwen3Tts.SpeakerEmbedding.Clips;
using Qwen3Tts.SpeakerEmbedding.Embedding;
using Qwen3Tts.SpeakerEmbedding.Enrolment;

namespace Qwen3Tts.UnitTests.SpeakerEmbedding.Embedding;

public sealed class EmbeddingEngineTest
{
    private static readonly Waveform Clip = new(new float[24_000], 24_000);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clips_BeyondTheConcurrentOnes_WaitForTheirTurn()
    {
        using var gate = new Gate();
        var encoder = new EchoEncoder(() => gate.Pass());
        var model = new ServedModel("cloner", "family", encoder, []);
        using var engine = new EmbeddingEngine(new ModelCatalog([model], []), new SpeakerEmbeddingOptions { MaxConcurrent = 1 }, new PreparationOptions());

        var first = engine.Embed(model, Clip, withCodes: false, Ct);
        await gate.Reached;
        var others = Enumerable.Range(0, 3).Select(_ => engine.Embed(model, Clip, withCodes: false, Ct)).ToArray();
        Assert.Single(encoder.Running);
        gate.Open();
        await Task.WhenAll([first, .. others]);

        Assert.Equal([1, 1, 1, 1], encoder.Running);
    }

    [Fact]
    public async Task ConcurrentClips_RunSideBySide()
    {
        using var both = new Barrier(2);
        var encoder = new EchoEncoder(() => both.SignalAndWait(Ct));
        var model = new ServedModel("cloner", "family", encoder, []);
        using var engine = new EmbeddingEngine(new ModelCatalog([model], []), new SpeakerEmbeddingOptions { MaxConcurrent = 2 }, new PreparationOptions());

        await Task.WhenAll(engine.Embed(model, Clip, withCodes: false, Ct), engine.Embed(model, Clip, withCodes: false, Ct));

        Assert.Contains(2, encoder.Running);
    }

    [Fact]
    public async Task WaitingClip_WhoseCallerLeaves_IsNotEmbedded()
    {
        using var gate = new Gate();
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var encoder = new EchoEncoder(() => gate.Pass());
        var model = new ServedModel("cloner", "family", encoder, []);
        using var engine = new EmbeddingEngine(new ModelCatalog([model], []), new SpeakerEmbeddingOptions(), new PreparationOptions());

        var first = engine.Embed(model, Clip, withCodes: false, Ct);
        await gate.Reached;
        var second = engine.Embed(model, Clip, withCodes: false, leaves.Token);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.Open();
        await first;

        Assert.Single(encoder.Running);
    }

    [Fact]
    public void Dispose_LetsEveryEncoderGoOnce()
    {
        var encoder = new EchoEncoder();
        var models = new ModelCatalog([new ServedModel("a", "family", encoder, []), new ServedModel("b", "family", encoder, [])], []);

        new EmbeddingEngine(models, new SpeakerEmbeddingOptions(), new PreparationOptions()).Dispose();

        Assert.True(encoder.IsDisposed);
    }
}
