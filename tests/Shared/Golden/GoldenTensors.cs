using System.Runtime.InteropServices;
using Qwen3Tts.Modeling.Checkpoints;

namespace Qwen3Tts.Tests.Golden;

/// <summary>The tensors of one case.</summary>
public sealed class GoldenTensors : IDisposable
{
    private readonly TensorSet _set;

    private GoldenTensors(TensorSet set) => _set = set;

    public static GoldenTensors Open(string path) => new(TensorSet.OpenFile(path));

    public bool Has(string name) => _set.Contains(name);

    public long[] Shape(string name) => [.. _set.Get(name).Shape];

    public float[] Floats(string name) => _set.Get(name).ToFloats();

    /// <summary>A tensor of 64-bit integers, as ids and codes are stored.</summary>
    public int[] Integers(string name) => [.. MemoryMarshal.Cast<byte, long>(_set.Get(name).Bytes).ToArray().Select(id => (int)id)];

    public void Dispose() => _set.Dispose();
}
