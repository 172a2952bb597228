using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Sampling;
using static Qwen3Tts.Modeling.Onnx.TensorProto.Types;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// What runs of the frame graph of one shape read and write: on the host, where it is filled and read, and on the device, where it is bound.
/// </summary>
internal sealed class FrameBuffers : IDisposable
{
    private readonly int _positions;
    private readonly int _hidden;
    private readonly int _groups;
    private readonly int _talkerVocabulary;
    private readonly int _predictorVocabulary;
    private readonly float[] _rows;
    private readonly long[] _previous;
    private readonly float[] _feedback;
    private readonly long[] _forced;
    private readonly long[] _codes;
    private readonly float[] _states;
    private readonly float[] _talkerLogits;
    private readonly float[] _predictorLogits;
    private readonly DeviceTensors _inputs;
    private readonly DeviceTensors _results;
    private readonly DeviceTensors _traces;
    private readonly OrtValue _emptyCache;

    public FrameBuffers(DeviceMemory memory, TalkerConfiguration talker, FrameFormats formats, int rows, int positions, EndOfSpeech end)
    {
        (_positions, _hidden, _groups) = (positions, talker.HiddenSize, talker.CodeGroups);
        (_talkerVocabulary, _predictorVocabulary) = (talker.VocabularySize, talker.CodePredictor.VocabularySize);
        (_inputs, _results, _traces) = (new DeviceTensors(memory), new DeviceTensors(memory), new DeviceTensors(memory));
        Choice = new ChoiceInputs(rows, [_talkerVocabulary, .. Enumerable.Repeat(_predictorVocabulary, _groups - 1)], end);
        _rows = _inputs.Add(FrameGraph.Rows, new float[rows * positions * _hidden], rows, positions, _hidden);
        _previous = _inputs.Add(FrameGraph.PreviousCodes, new long[rows * _groups], rows, _groups);
        _feedback = _inputs.Add(FrameGraph.Feedback, new float[rows], rows, 1);
        LastPositions = _inputs.Add(FrameGraph.LastPosition, new long[rows], rows);
        Lengths = _inputs.Add(TalkerGraph.SequenceLengths, new int[rows], rows);
        _forced = _inputs.Add(FrameGraph.ForcedCodes, new long[rows * _groups], rows, _groups);
        _inputs.Add(CodeChoice.Noise, Choice.Noise, rows, Choice.Width);
        _inputs.Add(CodeChoice.Allowed, Choice.Allowed, rows, _talkerVocabulary);
        _inputs.Add(CodeChoice.Penalties, Choice.Penalties, rows, _talkerVocabulary);
        _inputs.Add(CodeChoice.Temperatures, Choice.Temperatures, rows, 2);
        _inputs.Add(CodeChoice.Ranks, Choice.Ranks, rows, 2);
        _inputs.Add(CodeChoice.Cuts, Choice.Cuts, rows, 2);
        _codes = _results.Add(FrameGraph.Codes, new long[rows * _groups], rows, _groups);
        _states = _traces.Add(FrameGraph.Hidden, new float[rows * _hidden], rows, _hidden);
        _talkerLogits = _results.Add(FrameGraph.TalkerLogits, new float[rows * _talkerVocabulary], rows, _talkerVocabulary);
        var predicted = (_groups - 1) * _predictorVocabulary;
        _predictorLogits = _traces.Add(FrameGraph.PredictorLogits, new float[rows * predicted], rows, predicted);
        _emptyCache = EmptyCache(memory, talker, formats, rows);
        for (var row = 0; row < rows; row++)
            LastPositions[row] = (long)row * positions;
    }

    /// <summary>By which codes are drawn.</summary>
    public ChoiceInputs Choice { get; }

    /// <summary>Of each row, the last position that the run writes.</summary>
    public int[] Lengths { get; }

    /// <summary>Of each row, its last position in use, counted through all rows' positions.</summary>
    public long[] LastPositions { get; }

    /// <summary>On the device, by name.</summary>
    public IEnumerable<(string Name, OrtValue Value)> Inputs => [.. _inputs.Named, (CodePredictorGraph.EmptyCache, _emptyCache)];

    /// <summary>On the device, by name.</summary>
    public IEnumerable<(string Name, OrtValue Value)> Outputs => _results.Named.Concat(_traces.Named);

    /// <summary>What is added at a position.</summary>
    public Span<float> Row(int row, int position) => _rows.AsSpan((row * _positions + position) * _hidden, _hidden);

    /// <summary>Codes to take in place of drawn ones; negative draws.</summary>
    public Span<long> Forced(int row) => _forced.AsSpan(row * _groups, _groups);

    public ReadOnlySpan<long> Codes(int row) => _codes.AsSpan(row * _groups, _groups);

    public ReadOnlySpan<float> Hidden(int row) => _states.AsSpan(row * _hidden, _hidden);

    public ReadOnlySpan<float> TalkerLogits(int row) => _talkerLogits.AsSpan(row * _talkerVocabulary, _talkerVocabulary);

    public ReadOnlySpan<float> PredictorLogits(int row, int group) =>
        _predictorLogits.AsSpan((row * (_groups - 1) + group - 1) * _predictorVocabulary, _predictorVocabulary);

    /// <summary>The frame whose embeddings are added to a row; none where it is empty.</summary>
    public void SetPrevious(int row, ReadOnlySpan<int> codes)
    {
        _feedback[row] = codes.IsEmpty ? 0 : 1;
        for (var group = 0; group < codes.Length; group++)
            _previous[row * _groups + group] = codes[group];
    }

    public void CopyIn() => _inputs.CopyIn();

    /// <param name="traced">States and the predictor's logits are asked for, besides the codes and the talker's logits.</param>
    public void CopyOut(bool traced)
    {
        _results.CopyOut();
        if (traced)
            _traces.CopyOut();
    }

    public void Dispose()
    {
        _inputs.Dispose();
        _results.Dispose();
        _traces.Dispose();
        _emptyCache.Dispose();
    }

    private OrtValue EmptyCache(DeviceMemory memory, TalkerConfiguration talker, FrameFormats formats, int rows)
    {
        var attention = CodePredictorGraph.Shape(talker.CodePredictor, _groups).Attention;
        long[] shape = [rows, attention.KeyValueHeads, _groups, attention.Padding.Width];
        var type = formats.Attention is DataType.Float16 ? TensorElementType.Float16 : TensorElementType.Float;
        var cache = memory.Allocate(type, shape);
        memory.Clear([cache], type, shape);
        return cache;
    }
}
