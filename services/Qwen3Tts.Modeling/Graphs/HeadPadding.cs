namespace Qwen3Tts.Modeling.Graphs;

/// <summary>
/// The attention operator takes heads of a multiple of 16. Narrower ones are widened with zeros, in the weights alone: queries, keys and
/// values get zeros where there was nothing, which changes no score and no sum. Where the width fits already, nothing changes.
/// </summary>
internal readonly struct HeadPadding
{
    private const int Multiple = 16;

    public HeadPadding(int headDim)
    {
        HeadDim = headDim;
        Width = (headDim + Multiple - 1) / Multiple * Multiple;
    }

    /// <summary>The checkpoint's own width.</summary>
    public int HeadDim { get; }

    /// <summary>The width in the graph.</summary>
    public int Width { get; }

    /// <summary>What makes the norm over the wider head equal to that over the narrower: ε and weight are scaled by this and its root.</summary>
    public float Share => (float)HeadDim / Width;

    /// <summary>Widens each head's rows of <paramref name="rowLength"/> values.</summary>
    /// <param name="values">[… × head width × row length].</param>
    /// <param name="rotated">The rotary embedding pairs the first half of a head with the second, so each half is widened for itself.</param>
    public float[] Widen(float[] values, int rowLength, bool rotated)
    {
        if (Width == HeadDim)
            return values;
        var heads = values.Length / (HeadDim * rowLength);
        var wide = new float[heads * Width * rowLength];
        for (var head = 0; head < heads; head++)
        {
            for (var row = 0; row < HeadDim; row++)
            {
                var place = rotated && row >= HeadDim / 2 ? row - HeadDim / 2 + Width / 2 : row;
                values.AsSpan((head * HeadDim + row) * rowLength, rowLength).CopyTo(wide.AsSpan((head * Width + place) * rowLength));
            }
        }

        return wide;
    }
}
