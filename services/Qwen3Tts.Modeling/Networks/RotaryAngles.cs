using System.Runtime.InteropServices;
using Qwen3Tts.Modeling.Graphs;
using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>The rotary embedding's cosines and sines of every position that a sequence may have.</summary>
internal sealed unsafe class RotaryAngles : IDisposable
{
    private readonly NativeBuffer _memory;
    private readonly int _half;
    private readonly float* _sines;

    public RotaryAngles(int positions, int headDim, double theta)
    {
        var (cosines, sines) = RotaryTables.Angles(0, positions, headDim, theta);
        _half = headDim / 2;
        _memory = new NativeBuffer(2L * cosines.Length * sizeof(float));
        MemoryMarshal.AsBytes(cosines.AsSpan()).CopyTo(_memory.Bytes(0, cosines.Length * sizeof(float)));
        MemoryMarshal.AsBytes(sines.AsSpan()).CopyTo(_memory.Bytes(cosines.Length * sizeof(float), sines.Length * sizeof(float)));
        _sines = (float*)_memory.Pointer + cosines.Length;
    }

    public float* Cosines(int position) => (float*)_memory.Pointer + (long)position * _half;

    public float* Sines(int position) => _sines + (long)position * _half;

    public void Dispose() => _memory.Dispose();
}
