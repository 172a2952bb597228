using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Networks;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// Talker and code predictor as graphs of ONNX Runtime's, for a device that is not the processor. Each utterance has memory on the
/// device that is bound once; a row at a time goes there, and nothing but its results comes back.
/// </summary>
internal sealed class GraphNetworks : IGenerationNetworks
{
    private readonly InferenceSession _talker;
    private readonly InferenceSession _predictor;
    private readonly DeviceMemory _talkerMemory;
    private readonly DeviceMemory _predictorMemory;
    private readonly SessionSettings _settings;
    private readonly TalkerConfiguration _configuration;
    private readonly Stack<TalkerSequence> _free = new();
    private readonly TalkerSequence[] _ran;
    private readonly PredictorSequence[] _predicting;

    /// <param name="maxRows">Of one run of the talker.</param>
    public GraphNetworks(Checkpoint checkpoint, SessionSettings settings, int maxRows)
    {
        _settings = settings;
        _configuration = checkpoint.Configuration.Talker;
        _talker = InferenceSessions.Open(checkpoint, GraphPart.Talker, settings);
        _predictor = InferenceSessions.Open(checkpoint, GraphPart.CodePredictor, settings);
        _talkerMemory = new DeviceMemory(_talker, settings);
        _predictorMemory = new DeviceMemory(_predictor, settings);
        TalkerInput = new Activations(maxRows, _configuration.HiddenSize);
        PredictorInput = new Activations(2 * settings.Sequences, _configuration.HiddenSize);
        _ran = new TalkerSequence[settings.Sequences];
        _predicting = [.. Enumerable.Range(0, settings.Sequences).Select(_ => new PredictorSequence(_predictor, _predictorMemory, _configuration))];
    }

    public Activations TalkerInput { get; }

    public Activations PredictorInput { get; }

    public ISequence Start() => _free.TryPop(out var sequence)
        ? sequence.Take()
        : new TalkerSequence(_talker, _talkerMemory, _configuration, Math.Min(_settings.MaxPositions, TalkerGraph.MaxPositions), _free);

    public void RunTalker(SequenceSlice[] slices, int count, int rows, int whole)
    {
        for (var i = 0; i < count; i++)
        {
            _ran[i] = (TalkerSequence)slices[i].Sequence;
            for (var row = slices[i].FirstRow; row <= slices[i].LastRow; row++)
                _ran[i].Steps.Step(TalkerInput.Row(row));
        }
    }

    public ReadOnlySpan<float> TalkerState(int slice) => _ran[slice].Hidden;

    public ReadOnlySpan<float> TalkerLogits(int slice) => _ran[slice].Logits;

    public void RunPredictor(int group, int utterances)
    {
        for (var i = 0; i < utterances; i++)
        {
            var predicting = _predicting[i];
            predicting.Head[0] = group - 1;
            if (group == 1)
            {
                predicting.Steps.Reset();
                predicting.Steps.Step(PredictorInput.Row(2 * i));
            }

            predicting.Steps.Step(PredictorInput.Row(group == 1 ? 2 * i + 1 : i));
        }
    }

    public ReadOnlySpan<float> PredictorLogits(int utterance) => _predicting[utterance].Logits;

    public void Dispose()
    {
        foreach (var predicting in _predicting)
            predicting.Steps.Dispose();
        foreach (var sequence in _free)
            sequence.Steps.Dispose();
        TalkerInput.Dispose();
        PredictorInput.Dispose();
        _predictorMemory.Dispose();
        _talkerMemory.Dispose();
        _predictor.Dispose();
        _talker.Dispose();
    }

    /// <summary>An utterance's place on the device. Disposing it hands it on to the next.</summary>
    private sealed class TalkerSequence : ISequence
    {
        private readonly Stack<TalkerSequence> _free;
        private bool _taken = true;

        public TalkerSequence(InferenceSession session, DeviceMemory memory, TalkerConfiguration talker, int positions, Stack<TalkerSequence> free)
        {
            _free = free;
            Logits = new float[talker.VocabularySize];
            Hidden = new float[talker.HiddenSize];
            Steps = new DeviceSequence(session, memory, TalkerGraph.Shape(talker), talker.HiddenSize, positions);
            Steps.AddOutput(TalkerGraph.Logits, Logits, [1, Logits.Length]);
            Steps.AddOutput(TalkerGraph.Hidden, Hidden, [1, Hidden.Length]);
        }

        public DeviceSequence Steps { get; }

        public float[] Logits { get; }

        public float[] Hidden { get; }

        public int Length => Steps.Length;

        public int Room => Steps.Capacity - Steps.Length;

        public TalkerSequence Take()
        {
            _taken = true;
            return this;
        }

        public void Dispose()
        {
            if (!_taken)
                return;
            _taken = false;
            Steps.Reset();
            _free.Push(this);
        }
    }

    private sealed class PredictorSequence
    {
        public PredictorSequence(InferenceSession session, DeviceMemory memory, TalkerConfiguration talker)
        {
            Logits = new float[talker.CodePredictor.VocabularySize];
            Steps = new DeviceSequence(
                session, memory, CodePredictorGraph.Shape(talker.CodePredictor, talker.CodeGroups), talker.HiddenSize, talker.CodeGroups);
            Steps.AddInput(CodePredictorGraph.Head, Head, TensorElementType.Int64, []);
            Steps.AddOutput(CodePredictorGraph.Logits, Logits, [1, Logits.Length]);
        }

        public DeviceSequence Steps { get; }

        /// <summary>Which group's head the next step ends with, less one.</summary>
        public long[] Head { get; } = new long[1];

        public float[] Logits { get; }
    }
}
