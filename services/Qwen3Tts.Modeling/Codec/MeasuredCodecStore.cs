namespace Qwen3Tts.Modeling.Codec;

/// <summary>Adds up what a decoder's weights take; has no memory to give.</summary>
internal sealed unsafe class MeasuredCodecStore : CodecStore
{
    /// <summary>Bytes asked for so far.</summary>
    public long Length { get; private set; }

    public override byte* Take(long bytes, Packing pack)
    {
        Length += (bytes + Alignment - 1) / Alignment * Alignment;
        return null;
    }
}
