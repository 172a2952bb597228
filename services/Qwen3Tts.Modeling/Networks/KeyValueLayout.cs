namespace Qwen3Tts.Modeling.Networks;

/// <summary>
/// How keys and values stand in a page: layer by layer, head by head; of a head the keys of the page's positions, their scales, the
/// values, their scales. Single precision, or 16-bit integers with a scale for each head's key or value.
/// </summary>
/// <param name="Positions">That a page holds.</param>
internal sealed record KeyValueLayout(int Layers, int Heads, int HeadDim, int Positions, bool Integers)
{
    /// <summary>Values of one head at one position, padded for the kernels.</summary>
    public int Width => (HeadDim + 15) / 16 * 16;

    public int RowBytes => Width * (Integers ? sizeof(short) : sizeof(float));

    /// <summary>Keys, or values, of a head with their scales.</summary>
    public int SideBytes => Align(Positions * (RowBytes + sizeof(float)));

    public long LayerBytes => 2L * Heads * SideBytes;

    public long PageBytes => Layers * LayerBytes;

    /// <summary>Of one position, in all layers.</summary>
    public long PositionBytes => PageBytes / Positions;

    private static int Align(int bytes) => (bytes + 63) / 64 * 64;
}
