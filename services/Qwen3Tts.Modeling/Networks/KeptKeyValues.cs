using Qwen3Tts.Modeling.Kernels;

namespace Qwen3Tts.Modeling.Networks;

/// <summary>A copy of the keys and values of a sequence's first positions.</summary>
internal sealed unsafe class KeptKeyValues : IDisposable
{
    private readonly NativeBuffer _memory;

    public KeptKeyValues(KeyValueLayout layout, int positions)
    {
        Positions = positions;
        _memory = new NativeBuffer(BytesOf(layout, positions));
    }

    public int Positions { get; }

    public static long BytesOf(KeyValueLayout layout, int positions) =>
        2L * layout.Layers * layout.Heads * positions * (layout.RowBytes + sizeof(float));

    /// <summary>Copies from a sequence's pages to this, or back.</summary>
    public void Copy(KeyValueSequence sequence, KeyValueLayout layout, bool back)
    {
        var kept = _memory.Pointer;
        for (var first = 0; first < Positions; first += layout.Positions)
        {
            var count = Math.Min(layout.Positions, Positions - first);
            for (var layer = 0; layer < layout.Layers; layer++)
            {
                for (var side = 0; side < 2 * layout.Heads; side++)
                {
                    var page = sequence.Side(layer, side / 2, first) + side % 2 * layout.SideBytes;
                    Move(page, count * layout.RowBytes);
                    Move(page + layout.Positions * layout.RowBytes, count * sizeof(float));
                }
            }
        }

        void Move(byte* page, int bytes)
        {
            Buffer.MemoryCopy(back ? kept : page, back ? page : kept, bytes, bytes);
            kept += bytes;
        }
    }

    public void Dispose() => _memory.Dispose();
}
