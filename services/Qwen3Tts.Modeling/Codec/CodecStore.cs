namespace Qwen3Tts.Modeling.Codec;

/// <summary>Where a decoder's large weights are while it is built: asked for one after another, in an order that depends on the configuration alone.</summary>
internal abstract unsafe class CodecStore : IDisposable
{
    /// <summary>Weights begin at multiples of so many bytes.</summary>
    public const int Alignment = 64;

    /// <summary>Fills memory of the length asked for; all of it.</summary>
    public delegate void Packing(byte* memory);

    /// <summary>Memory of the next weights.</summary>
    /// <param name="pack">Works them out, where the store has not got them.</param>
    public abstract byte* Take(long bytes, Packing pack);

    public virtual void Dispose()
    {
    }
}
