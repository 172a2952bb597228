using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>Memory that holds one <see cref="FrameBuffer"/> after another: as large as the largest of them.</summary>
internal sealed class WorkArea : IDisposable
{
    private long _length;
    private NativeBuffer? _memory;

    public unsafe float* Values => (float*)_memory!.Pointer;

    public void Reserve(long values) => _length = Math.Max(_length, values);

    /// <summary>Makes the memory, zeros: all that will use it has been reserved.</summary>
    public void Allocate()
    {
        _memory ??= new NativeBuffer(_length * sizeof(float));
        _memory.Clear();
    }

    public void Dispose() => _memory?.Dispose();
}
