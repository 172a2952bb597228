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
    private readonly DeviceMemory _memory;
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
    private readonly List<OrtValue> _hostInputs = [];
    private readonly List<OrtValue> _deviceInputs = [];
    private readonly List<OrtValue> _hostResults = [];
    private readonly List<OrtValue> _deviceResults = [];
    private readonly List<OrtValue> _hostTraces = [];
    private readonly List<OrtValue> _deviceTraces = [];
    private readonly List<(string Name, OrtValue Value)> _inputs = [];
    private readonly List<(string Name, OrtValue Value)> _outputs = [];
    private readonly OrtValue _emptyCache;

    public FrameBuffers(DeviceMemory memory, TalkerConfiguration talker, FrameFormats formats, int rows, int positions, EndOfSpeech end)
    {
        (_memory, _positions, _hidden, _groups) = (memory, positions, talker.HiddenSize, talker.CodeGroups);
        (_talkerVocabulary, _predictorVocabulary) = (talker.VocabularySize, talker.CodePredictor.VocabularySize);
        Choice = new ChoiceInputs(rows, [_talkerVocabulary, .. Enumerable.Repeat(_predictorVocabulary, _groups - 1)], end);
        _rows = AddInput(FrameGraph.Rows, new float[rows * positions * _hidden], TensorElementType.Float, rows, positions, _hidden);
        _previous = AddInput(FrameGraph.PreviousCodes, new long[rows * _groups], TensorElementType.Int64, rows, _groups);
        _feedback = AddInput(FrameGraph.Feedback, new float[rows], TensorElementType.Float, rows, 1);
        LastPositions = AddInput(FrameGraph.LastPosition, new long[rows], TensorElementType.Int64, rows);
        Lengths = AddInput(TalkerGraph.SequenceLengths, new int[rows], TensorElementType.Int32, rows);
        _forced = AddInput(FrameGraph.ForcedCodes, new long[rows * _groups], TensorElementType.Int64, rows, _groups);
        AddInput(CodeChoice.Noise, Choice.Noise, TensorElementType.Double, rows, Choice.Width);
        AddInput(CodeChoice.Allowed, Choice.Allowed, TensorElementType.Bool, rows, _talkerVocabulary);
        AddInput(CodeChoice.Penalties, Choice.Penalties, TensorElementType.Float, rows, _talkerVocabulary);
        AddInput(CodeChoice.Temperatures, Choice.Temperatures, TensorElementType.Float, rows, 2);
        AddInput(CodeChoice.Ranks, Choice.Ranks, TensorElementType.Int64, rows, 2);
        AddInput(CodeChoice.Cuts, Choice.Cuts, TensorElementType.Float, rows, 2);
        _codes = AddOutput(FrameGraph.Codes, new long[rows * _groups], TensorElementType.Int64, _hostResults, _deviceResults, rows, _groups);
        _states = AddOutput(FrameGraph.Hidden, new float[rows * _hidden], TensorElementType.Float, _hostTraces, _deviceTraces, rows, _hidden);
        _talkerLogits = AddOutput(
            FrameGraph.TalkerLogits, new float[rows * _talkerVocabulary], TensorElementType.Float, _hostTraces, _deviceTraces, rows, _talkerVocabulary);
        var predicted = (_groups - 1) * _predictorVocabulary;
        _predictorLogits = AddOutput(
            FrameGraph.PredictorLogits, new float[rows * predicted], TensorElementType.Float, _hostTraces, _deviceTraces, rows, predicted);
        _emptyCache = EmptyCache(talker, formats, rows);
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
    public IReadOnlyList<(string Name, OrtValue Value)> Inputs => _inputs;

    /// <summary>On the device, by name.</summary>
    public IReadOnlyList<(string Name, OrtValue Value)> Outputs => _outputs;

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

    public void CopyIn() => _memory.Copy(_hostInputs, _deviceInputs);

    /// <param name="traced">States and logits are asked for, besides the codes.</param>
    public void CopyOut(bool traced)
    {
        _memory.Copy(_deviceResults, _hostResults);
        if (traced)
            _memory.Copy(_deviceTraces, _hostTraces);
    }

    public void Dispose()
    {
        foreach (var value in _hostInputs.Concat(_deviceInputs).Concat(_hostResults).Concat(_deviceResults).Concat(_hostTraces).Concat(_deviceTraces))
            value.Dispose();
        _emptyCache.Dispose();
    }

    private T[] AddInput<T>(string name, T[] host, TensorElementType type, params long[] shape)
        where T : unmanaged
    {
        _hostInputs.Add(OrtValue.CreateTensorValueFromMemory(host, shape));
        _deviceInputs.Add(_memory.Allocate(type, shape));
        _inputs.Add((name, _deviceInputs[^1]));
        return host;
    }

    private T[] AddOutput<T>(string name, T[] host, TensorElementType type, List<OrtValue> hosts, List<OrtValue> devices, params long[] shape)
        where T : unmanaged
    {
        hosts.Add(OrtValue.CreateTensorValueFromMemory(host, shape));
        devices.Add(_memory.Allocate(type, shape));
        _outputs.Add((name, devices[^1]));
        return host;
    }

    private OrtValue EmptyCache(TalkerConfiguration talker, FrameFormats formats, int rows)
    {
        var attention = CodePredictorGraph.Shape(talker.CodePredictor, _groups).Attention;
        long[] shape = [rows, attention.KeyValueHeads, _groups, attention.Padding.Width];
        var type = formats.Attention is DataType.Float16 ? TensorElementType.Float16 : TensorElementType.Float;
        var cache = _memory.Allocate(type, shape);
        _memory.Clear([cache], type, shape);
        _inputs.Add((CodePredictorGraph.EmptyCache, cache));
        return cache;
    }
}
