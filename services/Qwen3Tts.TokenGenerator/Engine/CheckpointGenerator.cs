using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>The networks of a checkpoint. Owns the checkpoint, whose mapped tables they read.</summary>
internal sealed class CheckpointGenerator(Checkpoint checkpoint, SessionSettings settings) : IFrameGenerator
{
    private readonly FrameGenerator _generator = FrameGenerator.Load(checkpoint, settings);

    /// <summary>Loads the networks of every checkpoint that <paramref name="options"/> names.</summary>
    public static IReadOnlyList<ServedGenerator> LoadAll(ModelsOptions options)
    {
        var settings = new SessionSettings(options.Threads, options.CacheFolder) { Device = options.Device, DeviceId = options.DeviceId };
        return [.. CheckpointCatalog.Open(options).All.Select(checkpoint => Load(checkpoint, settings))];
    }

    public IUtterance Start(GenerationRequest request) => new EngineState(_generator.Start(request));

    public void Dispose()
    {
        _generator.Dispose();
        checkpoint.Dispose();
    }

    private static ServedGenerator Load(Checkpoint checkpoint, SessionSettings settings)
    {
        var talker = checkpoint.Configuration.Talker;
        var defaults = checkpoint.Generation;
        return new ServedGenerator(
            checkpoint.Describe(),
            new CheckpointGenerator(checkpoint, settings),
            defaults.Talker,
            defaults.Predictor,
            defaults.MaxFrames,
            talker.VocabularySize,
            talker.CodePredictor.VocabularySize);
    }

    private sealed class EngineState(Utterance utterance) : IUtterance
    {
        public bool Ready => utterance.Ready;

        public FinishReason? Finished => utterance.Finished;

        public void Append(ReadOnlySpan<int> ids) => utterance.Append(ids);

        public void End() => utterance.End();

        public bool Step(Span<int> frame) => utterance.Step(frame);

        public void Dispose() => utterance.Dispose();
    }
}
