using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>What the network remembers of one sequence, in one piece: conv contexts and the attention's window. Zeros at the start.</summary>
internal sealed unsafe class CodecMemory : IDisposable
{
    private readonly NativeBuffer _memory;

    public CodecMemory(int values)
    {
        _memory = new NativeBuffer((long)values * sizeof(float));
        Reset();
    }

    /// <summary>Frames decoded so far.</summary>
    public int Frames { get; set; }

    public float* Values => (float*)_memory.Pointer;

    public long Bytes => _memory.Length;

    /// <summary>Becomes what <paramref name="other"/>, of the same network, is.</summary>
    public void GoOnFrom(CodecMemory other)
    {
        Buffer.MemoryCopy(other._memory.Pointer, _memory.Pointer, _memory.Length, other._memory.Length);
        Frames = other.Frames;
    }

    public void Reset()
    {
        _memory.Clear();
        Frames = 0;
    }

    public void Dispose() => _memory.Dispose();
}
