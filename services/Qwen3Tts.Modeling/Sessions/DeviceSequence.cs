using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// One sequence in a decoder stack on a device. What a step reads and writes lies in device memory of a fixed size that is bound once and
/// never moves, so that a step can be captured; a row goes in and the results come out, and nothing else passes. Not for use by two
/// threads at once.
/// </summary>
internal sealed class DeviceSequence : IDisposable
{
    private static int _graphs;

    private readonly InferenceSession _session;
    private readonly DeviceMemory _memory;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly List<OrtValue> _values = [];
    private readonly List<OrtValue> _hostInputs = [];
    private readonly List<OrtValue> _inputs = [];
    private readonly List<OrtValue> _hostOutputs = [];
    private readonly List<OrtValue> _outputs = [];
    private readonly float[] _row;
    private readonly int[] _last = new int[1];

    /// <param name="width">Of a row.</param>
    /// <param name="capacity">Positions that memory is set aside for.</param>
    public DeviceSequence(InferenceSession session, DeviceMemory memory, DecoderStackShape shape, int width, int capacity)
    {
        // A captured graph holds the addresses of this sequence's buffers: every sequence has one of its own.
        _options.AddRunConfigEntry("gpu_graph_id", Interlocked.Increment(ref _graphs).ToString(CultureInfo.InvariantCulture));
        (_session, _memory) = (session, memory);
        _binding = session.CreateIoBinding();
        Capacity = capacity;
        _row = new float[width];
        AddInput(DecoderStack.Embeddings, _row, TensorElementType.Float, [1, 1, width]);
        AddInput(DecoderStack.SequenceLengths, _last, TensorElementType.Int32, [1]);
        // The attention reads the lengths themselves on the device; this bound is read on the processor, and may not change.
        var total = Keep(OrtValue.CreateTensorValueFromMemory(new[] { capacity }, [1]));
        _binding.BindInput(DecoderStack.TotalLength, total);
        BindCache(shape);
    }

    public int Capacity { get; }

    /// <summary>Positions so far.</summary>
    public int Length { get; private set; }

    /// <summary>Where everything that is bound lies on the device, in the order of the binding.</summary>
    internal IReadOnlyList<OrtValue> Bound => _values;

    /// <summary>A further input, read from <paramref name="memory"/> at every step.</summary>
    public void AddInput<T>(string name, T[] memory, TensorElementType type, long[] shape)
        where T : unmanaged
    {
        _hostInputs.Add(Keep(OrtValue.CreateTensorValueFromMemory(memory, shape)));
        _inputs.Add(Keep(_memory.Allocate(type, shape)));
        _binding.BindInput(name, _inputs[^1]);
    }

    /// <summary>An output, written to <paramref name="memory"/> at every step.</summary>
    public void AddOutput(string name, float[] memory, long[] shape)
    {
        _hostOutputs.Add(Keep(OrtValue.CreateTensorValueFromMemory(memory, shape)));
        _outputs.Add(Keep(_memory.Allocate(TensorElementType.Float, shape)));
        _binding.BindOutput(name, _outputs[^1]);
    }

    /// <summary>Runs the stack over one further position.</summary>
    public void Step(ReadOnlySpan<float> row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Length, Capacity);
        row.CopyTo(_row);
        _last[0] = Length;
        _memory.Copy(_hostInputs, _inputs);
        _session.RunWithBinding(_options, _binding);
        _memory.Copy(_outputs, _hostOutputs);
        Length++;
    }

    /// <summary>Forgets the sequence; the memory stays.</summary>
    public void Reset() => Length = 0;

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values)
            value.Dispose();
        _options.Dispose();
    }

    private void BindCache(DecoderStackShape shape)
    {
        long[] size = [1, shape.Attention.KeyValueHeads, Capacity, shape.Attention.Padding.Width];
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            // Past and present are one buffer: a run writes in place.
            OrtValue keys = Keep(_memory.Allocate(DecoderStack.CacheType, size)), values = Keep(_memory.Allocate(DecoderStack.CacheType, size));
            _binding.BindInput(DecoderStack.PastKey(layer), keys);
            _binding.BindInput(DecoderStack.PastValue(layer), values);
            _binding.BindOutput(DecoderStack.PresentKey(layer), keys);
            _binding.BindOutput(DecoderStack.PresentValue(layer), values);
        }
    }

    private OrtValue Keep(OrtValue value)
    {
        _values.Add(value);
        return value;
    }
}
