using Qwen3Tts.TokenGenerator.Engine;

namespace Qwen3Tts.UnitTests.TokenGenerator.Engine;

/// <summary>Text that one thread appends while the engine's takes it.</summary>
public sealed class StreamingTextTest
{
    private const int Utterances = 20;
    private const int Tokens = 1000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A token that comes just when the engine takes those before it was once spoken twice.</summary>
    [Fact]
    public async Task Tokens_ThatComeWhileTheEngineTakesThem_AreSpokenOnce()
    {
        using var engine = new GenerationEngine([new EchoGenerator().Serve()], new EngineOptions(), TimeProvider.System);
        for (var seed = 1; seed <= Utterances; seed++)
        {
            using var place = engine.Enter();
            var generation = place.Start(engine["echo"], EchoGenerator.Request((ulong)seed, 2 * Tokens), made: null);
            var writing = Task.Run(
                () =>
                {
                    for (var token = 0; token < Tokens; token++)
                        generation.Append([token]);
                    generation.End();
                },
                Ct);

            var spoken = await generation.Frames.ReadAllAsync(Ct).Select(frame => frame.Codes.Span[1]).ToListAsync(Ct);
            Assert.Equal(Enumerable.Range(0, Tokens), spoken);
            await writing;
        }
    }
}
