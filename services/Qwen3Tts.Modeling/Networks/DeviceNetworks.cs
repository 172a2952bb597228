using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Kernels;
using Qwen3Tts.Modeling.Sessions;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>
/// Both networks as graphs on a device. Every step is one row of one sequence, of fixed size, so that it can be captured; what a row gets
/// does not depend on others. Memory for all sequences is set aside at the start.
/// </summary>
internal sealed class DeviceNetworks : IGenerationNetworks
{
    private readonly InferenceSession _talkerSession;
    private readonly InferenceSession _predictorSession;
    private readonly DeviceMemory _talkerMemory;
    private readonly DeviceMemory _predictorMemory;
    private readonly TalkerSequence[] _talkers;
    private readonly Stack<TalkerSequence> _free;
    private readonly TalkerSequence[] _run;
    private readonly DeviceSequence[] _predictors;
    private readonly float[][] _predictorLogits;
    private readonly long[] _head = new long[1];

    /// <param name="maxRows">Of one run of the talker.</param>
    public DeviceNetworks(Checkpoint checkpoint, SessionSettings settings, int maxRows)
    {
        var talker = checkpoint.Configuration.Talker;
        _talkerSession = InferenceSessions.Open(checkpoint, GraphPart.Talker, settings);
        _predictorSession = InferenceSessions.Open(checkpoint, GraphPart.CodePredictor, settings);
        _talkerMemory = new DeviceMemory(_talkerSession, settings);
        _predictorMemory = new DeviceMemory(_predictorSession, settings);
        TalkerInput = new Activations(maxRows, talker.HiddenSize);
        PredictorInput = new Activations(2 * settings.Sequences, talker.HiddenSize);
        // The rotary tables end there.
        var capacity = Math.Min(settings.MaxPositions, TalkerGraph.MaxPositions);
        _talkers = [.. Enumerable.Range(1, settings.Sequences).Select(graph => Talker(talker, capacity, graph))];
        _free = new Stack<TalkerSequence>(_talkers);
        _run = new TalkerSequence[settings.Sequences];
        _predictorLogits = [.. Enumerable.Range(0, settings.Sequences).Select(_ => new float[talker.CodePredictor.VocabularySize])];
        _predictors = [.. _predictorLogits.Select((logits, index) => Predictor(talker, logits, graph: index + 1))];
    }

    public Activations TalkerInput { get; }

    public Activations PredictorInput { get; }

    /// <exception cref="InvalidOperationException">All sequences are in use.</exception>
    public ISequence Start() => _free.Pop().Take();

    public void RunTalker(SequenceSlice[] slices, int count, int rows, int whole)
    {
        for (var i = 0; i < count; i++)
        {
            _run[i] = (TalkerSequence)slices[i].Sequence;
            for (var row = slices[i].FirstRow; row <= slices[i].LastRow; row++)
                _run[i].Steps.Step(TalkerInput.Row(row));
        }
    }

    public ReadOnlySpan<float> TalkerState(int slice) => _run[slice].State;

    public ReadOnlySpan<float> TalkerLogits(int slice) => _run[slice].Logits;

    public void RunPredictor(int group, int utterances)
    {
        _head[0] = group - 1;
        for (var i = 0; i < utterances; i++)
        {
            if (group > 1)
            {
                _predictors[i].Step(PredictorInput.Row(i));
                continue;
            }

            _predictors[i].Reset();
            _predictors[i].Step(PredictorInput.Row(2 * i));
            _predictors[i].Step(PredictorInput.Row(2 * i + 1));
        }
    }

    public ReadOnlySpan<float> PredictorLogits(int utterance) => _predictorLogits[utterance];

    public void Dispose()
    {
        foreach (var sequence in _talkers.Select(talker => talker.Steps).Concat(_predictors))
            sequence.Dispose();
        _talkerMemory.Dispose();
        _predictorMemory.Dispose();
        _talkerSession.Dispose();
        _predictorSession.Dispose();
        TalkerInput.Dispose();
        PredictorInput.Dispose();
    }

    private TalkerSequence Talker(TalkerConfiguration talker, int capacity, int graph)
    {
        var steps = new DeviceSequence(_talkerSession, _talkerMemory, TalkerGraph.Shape(talker), talker.HiddenSize, capacity, graph);
        float[] logits = new float[talker.VocabularySize], state = new float[talker.HiddenSize];
        steps.AddOutput(TalkerGraph.Logits, logits, [1, logits.Length]);
        steps.AddOutput(TalkerGraph.Hidden, state, [1, state.Length]);
        return new TalkerSequence(this, steps, logits, state);
    }

    private DeviceSequence Predictor(TalkerConfiguration talker, float[] logits, int graph)
    {
        var shape = CodePredictorGraph.Shape(talker.CodePredictor, talker.CodeGroups);
        var steps = new DeviceSequence(_predictorSession, _predictorMemory, shape, talker.HiddenSize, talker.CodeGroups, graph);
        steps.AddInput(CodePredictorGraph.Head, _head, TensorElementType.Int64, []);
        steps.AddOutput(CodePredictorGraph.Logits, logits, [1, logits.Length]);
        return steps;
    }

    private sealed class TalkerSequence(DeviceNetworks owner, DeviceSequence steps, float[] logits, float[] state) : ISequence
    {
        private bool _taken;

        public DeviceSequence Steps => steps;

        public float[] Logits => logits;

        public float[] State => state;

        public int Length => steps.Length;

        public int Room => steps.Capacity - steps.Length;

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
            steps.Reset();
            owner._free.Push(this);
        }
    }
}
