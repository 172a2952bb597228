using Qwen3Tts.Modeling.Cache;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Generation;
using Qwen3Tts.Modeling.Quantisation;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Modeling.Verification;
using Qwen3Tts.Speech.Codec;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.TokenGenerator.Engine;

/// <summary>The networks of a checkpoint. Owns the checkpoint, whose mapped tables they read.</summary>
internal sealed partial class CheckpointGenerator(Checkpoint checkpoint, SessionSettings settings) : IFrameGenerator
{
    private readonly FrameGenerator _generator = FrameGenerator.Load(checkpoint, settings);
    private readonly Utterance[] _batch = new Utterance[settings.Sequences];

    /// <summary>Loads the networks of every checkpoint that <paramref name="options"/> names, with memory for what the engine takes on.</summary>
    public static IReadOnlyList<ServedGenerator> LoadAll(
        ModelsOptions options, EngineOptions engine, ILogger logger, IProgress<ConversionProgress>? progress = null)
    {
        var settings = options.ToSettings(progress) with
        {
            Sequences = engine.MaxUtterances,
            MaxPositions = engine.MaxFrames + EngineOptions.PromptPositions,
            WarmBytes = engine.WarmMegabytes << 20,
        };
        return [.. CheckpointCatalog.Open(options).All.Select(checkpoint =>
        {
            var choice = PrecisionChoice.Of(checkpoint, settings);
            LogPrecision(logger, checkpoint.Name, choice.Plan, choice.Reason);
            return Load(checkpoint, settings with { Precision = choice.Plan });
        })];
    }

    public double KeyValueUse => _generator.KeyValueUse;

    public IUtterance Start(GenerationRequest request, CodeFrames? made) => new EngineState(_generator.Start(request, made));

    public void Advance(ReadOnlySpan<IUtterance> utterances)
    {
        for (var i = 0; i < utterances.Length; i++)
            _batch[i] = ((EngineState)utterances[i]).Utterance;
        _generator.Advance(_batch.AsSpan(0, utterances.Length));
    }

    public void Dispose()
    {
        _generator.Dispose();
        checkpoint.Dispose();
    }

    private static ServedGenerator Load(Checkpoint checkpoint, SessionSettings settings)
    {
        var talker = checkpoint.Configuration.Talker;
        var defaults = checkpoint.Generation;
        var networks = new CheckpointGenerator(checkpoint, settings);
        return new ServedGenerator(
            checkpoint.Describe() with
            {
                WeightsDigest = WeightsDigest.Of(checkpoint, settings.CacheFolder),
                TellsWords = checkpoint.Alignment is not null && settings.Device is ExecutionDevice.Cpu,
            },
            networks,
            defaults.Talker,
            defaults.Predictor,
            defaults.MaxFrames,
            talker.VocabularySize,
            talker.CodePredictor.VocabularySize)
        {
            Fingerprint = ReplicaFingerprint.Of(settings),
        };
    }

    [LoggerMessage(200, LogLevel.Information, "Model {Model} has its weights in {Precision}: {Reason}.")]
    private static partial void LogPrecision(ILogger logger, string model, PrecisionPlan precision, string reason);

    private sealed class EngineState(Utterance utterance) : IUtterance
    {
        public Utterance Utterance => utterance;

        public bool Ready => utterance.Ready;

        public bool? BeganWarm => utterance.BeganWarm;

        public FinishReason? Finished => utterance.Finished;

        public SpeechException? Failure => utterance.Failure;

        public bool HasFrame => utterance.HasFrame;

        public ReadOnlySpan<int> Frame => utterance.Frame;

        public float Surprise => utterance.Surprise;

        public int TextPosition => utterance.TextPosition;

        public void Append(ReadOnlySpan<int> ids) => utterance.Append(ids);

        public void End() => utterance.End();

        public void Dispose() => utterance.Dispose();
    }
}
