using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// One sequence in a decoder stack: its cache, and the buffers a run reads and writes. A run of one position reuses everything and
/// allocates nothing. Not for use by two threads at once.
/// </summary>
internal sealed class DecoderState : IDisposable
{
    private readonly InferenceSession _session;
    private readonly KeyValueCache _cache;
    private readonly int _width;
    private readonly RunOptions _options = new();
    private readonly int[] _lastIndex = new int[1];
    private readonly int[] _total = new int[1];
    private readonly float[] _single;
    private readonly List<(string Name, OrtValue Value)> _inputs = [];
    private readonly List<(string Name, OrtValue Value)> _outputs = [];
    private readonly OrtValue _singleValue;
    private OrtIoBinding? _singleBinding;

    /// <param name="width">Width of an input embedding.</param>
    /// <param name="cache">Owned by this state.</param>
    public DecoderState(InferenceSession session, int width, KeyValueCache cache)
    {
        _session = session;
        _width = width;
        _cache = cache;
        _single = new float[width];
        _singleValue = OrtValue.CreateTensorValueFromMemory(_single, [1, 1, width]);
        AddInput(DecoderStack.SequenceLengths, _lastIndex, [1]);
        AddInput(DecoderStack.TotalLength, _total, [1]);
    }

    /// <summary>Positions so far.</summary>
    public int Length => _cache.Length;

    public int Limit => _cache.Limit;

    /// <summary>A further input, whose memory is read at every run.</summary>
    public void AddInput<T>(string name, T[] memory, long[] shape)
        where T : unmanaged =>
        _inputs.Add((name, OrtValue.CreateTensorValueFromMemory(memory, shape)));

    /// <summary>An output, whose memory is written at every run.</summary>
    public void AddOutput(string name, float[] memory, long[] shape) =>
        _outputs.Add((name, OrtValue.CreateTensorValueFromMemory(memory, shape)));

    /// <summary>Forgets the sequence; the buffers stay.</summary>
    public void Reset() => _cache.Length = 0;

    /// <summary>Runs the stack over further positions.</summary>
    /// <param name="embeddings">[positions × width].</param>
    public void Append(float[] embeddings)
    {
        var positions = embeddings.Length / _width;
        if (positions == 1)
        {
            AppendOne(embeddings);
            return;
        }

        Reserve(positions);
        using var value = OrtValue.CreateTensorValueFromMemory(embeddings, [1, positions, _width]);
        using var binding = Bind(value);
        Run(binding, positions);
    }

    /// <summary>Runs the stack over one further position.</summary>
    public void AppendOne(ReadOnlySpan<float> embedding)
    {
        Reserve(1);
        embedding.CopyTo(_single);
        _singleBinding ??= Bind(_singleValue);
        Run(_singleBinding, 1);
    }

    public void Dispose()
    {
        _singleBinding?.Dispose();
        _singleValue.Dispose();
        foreach (var (_, value) in _inputs.Concat(_outputs))
            value.Dispose();
        _options.Dispose();
        _cache.Dispose();
    }

    private void Reserve(int positions)
    {
        if (!_cache.Reserve(positions))
            return;
        _singleBinding?.Dispose();
        _singleBinding = null;
    }

    private OrtIoBinding Bind(OrtValue embeddings)
    {
        var binding = _session.CreateIoBinding();
        binding.BindInput(DecoderStack.Embeddings, embeddings);
        foreach (var (name, value) in _inputs)
            binding.BindInput(name, value);
        foreach (var (name, value) in _outputs)
            binding.BindOutput(name, value);
        _cache.BindTo(binding);
        return binding;
    }

    private void Run(OrtIoBinding binding, int positions)
    {
        _total[0] = _cache.Length + positions;
        _lastIndex[0] = _total[0] - 1;
        _session.RunWithBinding(_options, binding);
        _cache.Length = _total[0];
    }
}
