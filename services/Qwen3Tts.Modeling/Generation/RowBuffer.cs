using System.Numerics.Tensors;

namespace Qwen3Tts.Modeling.Generation;

/// <summary>Embedding rows of one width, appended and summed.</summary>
internal sealed class RowBuffer(int width)
{
    private readonly List<float> _values = [];

    public int Width => width;

    public int Count => _values.Count / width;

    public ReadOnlySpan<float> this[int row] => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values).Slice(row * width, width);

    /// <param name="rows">Any number of whole rows.</param>
    public void Append(ReadOnlySpan<float> rows) => _values.AddRange(rows);

    /// <summary>Appends the sum of two rows.</summary>
    public void AppendSum(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = new float[width];
        TensorPrimitives.Add(a, b, sum);
        Append(sum);
    }

    public float[] ToArray() => [.. _values];
}
