namespace Qwen3Tts.Modeling.Graphs;

/// <summary>What is added to attention scores: 0 where a position attends, −∞ where not.</summary>
internal static class AttentionMask
{
    /// <summary>Causal within a window, over the last <paramref name="kept"/> earlier positions and the new ones.</summary>
    /// <param name="past">Positions before the new ones; of those kept, more than that are empty.</param>
    /// <param name="kept">Keys kept of earlier positions.</param>
    /// <param name="window">Positions that a position attends to, itself included.</param>
    /// <returns>[positions × (kept + positions)].</returns>
    public static float[] Make(int past, int kept, int positions, int window)
    {
        var mask = new float[(long)positions * (kept + positions)];
        Fill(mask, past, kept, positions, window);
        return mask;
    }

    /// <summary>The same into memory that is there.</summary>
    public static void Fill(Span<float> mask, int past, int kept, int positions, int window)
    {
        var keys = kept + positions;
        for (var position = 0; position < positions; position++)
        {
            // Key k stands at position past − kept + k; before position 0 there are only the zeros that the state began with.
            var own = kept + position;
            var from = Math.Max(own - window + 1, Math.Max(0, kept - past));
            var row = mask.Slice(position * keys, keys);
            row.Fill(float.NegativeInfinity);
            row[from..(own + 1)].Clear();
        }
    }
}
