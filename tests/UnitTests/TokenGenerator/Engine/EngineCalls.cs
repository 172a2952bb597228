using Qwen3Tts.Speech.Codec;
using Qwen3Tts.TokenGenerator.Engine;

namespace Qwen3Tts.UnitTests.TokenGenerator.Engine;

/// <summary>What tests of the engine do with it.</summary>
internal static class EngineCalls
{
    public static GenerationEngine Open(EchoGenerator networks, EngineOptions? options = null, TimeProvider? time = null) =>
        new([networks.Serve()], options ?? new EngineOptions(), time ?? TimeProvider.System);

    public static Generation Start(GenerationEngine engine, EnginePlace place, ulong seed, int maxFrames = 100, CodeFrames? made = null) => place.Start(
        engine["echo"], EchoGenerator.Request(seed, maxFrames), made);

    public static Generation Speak(GenerationEngine engine, EnginePlace place, ulong seed, int tokens, int maxFrames = 100)
    {
        var generation = Start(engine, place, seed, maxFrames);
        generation.Append([.. Enumerable.Range(0, tokens)]);
        generation.End();
        return generation;
    }

    public static async Task<List<int[]>> Rest(Generation generation) => [.. (await Frames(generation)).Select(frame => frame.Codes.ToArray())];

    public static async Task<List<GeneratedFrame>> Frames(Generation generation)
    {
        var frames = new List<GeneratedFrame>();
        await foreach (var frame in generation.Frames.ReadAllAsync(TestContext.Current.CancellationToken))
            frames.Add(frame);
        return frames;
    }
}
