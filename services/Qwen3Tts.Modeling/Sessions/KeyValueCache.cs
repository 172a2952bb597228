using Microsoft.ML.OnnxRuntime;
using Qwen3Tts.Modeling.Graphs;

namespace Qwen3Tts.Modeling.Sessions;

/// <summary>
/// The keys and values of one sequence, bound to a session as past and present at once, so that a run writes in place. Grows by
/// doubling up to <see cref="Limit"/>, so that a short utterance costs little.
/// </summary>
internal sealed class KeyValueCache : IDisposable
{
    private readonly DecoderStackShape _shape;
    private readonly float[][] _keys;
    private readonly float[][] _values;
    private OrtValue[] _bound = [];

    public KeyValueCache(DecoderStackShape shape, int capacity, int limit)
    {
        _shape = shape;
        Limit = limit;
        _keys = new float[shape.Layers][];
        _values = new float[shape.Layers][];
        Resize(Math.Min(capacity, limit));
    }

    /// <summary>Most positions it may ever hold.</summary>
    public int Limit { get; }

    /// <summary>Positions there is room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Positions in use.</summary>
    public int Length { get; set; }

    /// <summary>Makes room for <paramref name="positions"/> more; true where the buffers have moved and must be bound again.</summary>
    public bool Reserve(int positions)
    {
        var needed = Length + positions;
        if (needed <= Capacity)
            return false;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(needed, Limit, nameof(positions));
        Resize((int)Math.Min(Limit, Math.Max(needed, 2L * Capacity)));
        return true;
    }

    public void BindTo(OrtIoBinding binding)
    {
        for (var layer = 0; layer < _shape.Layers; layer++)
        {
            OrtValue key = _bound[2 * layer], value = _bound[2 * layer + 1];
            binding.BindInput(DecoderStack.PastKey(layer), key);
            binding.BindInput(DecoderStack.PastValue(layer), value);
            binding.BindOutput(DecoderStack.PresentKey(layer), key);
            binding.BindOutput(DecoderStack.PresentValue(layer), value);
        }
    }

    public void Dispose() => Release();

    private void Resize(int capacity)
    {
        Release();
        var attention = _shape.Attention;
        long[] size = [1, attention.KeyValueHeads, capacity, attention.Padding.Width];
        _bound = new OrtValue[2 * _shape.Layers];
        for (var layer = 0; layer < _shape.Layers; layer++)
        {
            _keys[layer] = Grown(_keys[layer], capacity);
            _values[layer] = Grown(_values[layer], capacity);
            _bound[2 * layer] = OrtValue.CreateTensorValueFromMemory(_keys[layer], size);
            _bound[2 * layer + 1] = OrtValue.CreateTensorValueFromMemory(_values[layer], size);
        }

        Capacity = capacity;
    }

    private float[] Grown(float[]? old, int capacity)
    {
        int heads = _shape.Attention.KeyValueHeads, width = _shape.Attention.Padding.Width;
        var grown = new float[(long)heads * capacity * width];
        for (var head = 0; old is not null && head < heads; head++)
            old.AsSpan(head * Capacity * width, Length * width).CopyTo(grown.AsSpan(head * capacity * width));

        return grown;
    }

    private void Release()
    {
        foreach (var value in _bound)
            value.Dispose();
        _bound = [];
    }
}
