using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>A decoder's weights as they were packed before.</summary>
/// <param name="memory">All of them; disposed of with this.</param>
internal sealed unsafe class LoadedCodecStore(NativeBuffer memory) : CodecStore
{
    private long _taken;

    public override byte* Take(long bytes, Packing pack)
    {
        var start = _taken;
        _taken += (bytes + Alignment - 1) / Alignment * Alignment;
        if (_taken > memory.Length)
            throw new InvalidOperationException($"The packed codec has {memory.Length:N0} bytes, and more are asked for.");
        return memory.Pointer + start;
    }

    public override void Dispose() => memory.Dispose();
}
