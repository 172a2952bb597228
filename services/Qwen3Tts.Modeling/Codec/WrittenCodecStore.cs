using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Codec;

/// <summary>Packs a decoder's weights into a file. Holds one of them at a time: what it gives is good until the next is asked for.</summary>
/// <param name="report">Told how many bytes are written.</param>
internal sealed unsafe class WrittenCodecStore(Stream stream, Action<long> report) : CodecStore
{
    private const int BytesAtOnce = 1 << 26;

    private NativeBuffer? _memory;

    public override byte* Take(long bytes, Packing pack)
    {
        var padded = (bytes + Alignment - 1) / Alignment * Alignment;
        if (_memory is null || _memory.Length < padded)
        {
            _memory?.Dispose();
            _memory = new NativeBuffer(padded);
        }

        _memory.Bytes(padded - Alignment, Alignment).Clear();
        pack(_memory.Pointer);
        for (long done = 0; done < padded; done += BytesAtOnce)
            stream.Write(_memory.Bytes(done, (int)Math.Min(BytesAtOnce, padded - done)));
        report(stream.Position);
        return _memory.Pointer;
    }

    public override void Dispose() => _memory?.Dispose();
}
