namespace Qwen3Tts.Modeling.Graphs;

/// <summary>Rearrangement of weights.</summary>
internal static class MatrixLayout
{
    // A tile of both matrices stays in the first-level cache.
    private const int Tile = 32;

    /// <summary>[rows × columns] → [columns × rows].</summary>
    public static float[] Transposed(float[] source, int rows, int columns)
    {
        var target = new float[source.Length];
        TransposeInto(source, rows, columns, target, rows, 0);
        return target;
    }

    /// <summary>Writes [rows × columns] transposed into <paramref name="target"/>, whose rows are <paramref name="width"/> wide,
    /// from column <paramref name="at"/> on.</summary>
    public static void TransposeInto(ReadOnlySpan<float> source, int rows, int columns, Span<float> target, int width, int at)
    {
        for (var top = 0; top < rows; top += Tile)
        {
            for (var left = 0; left < columns; left += Tile)
            {
                var bottom = Math.Min(top + Tile, rows);
                var right = Math.Min(left + Tile, columns);
                for (var column = left; column < right; column++)
                {
                    var row = target.Slice(column * width + at + top, bottom - top);
                    for (var i = 0; i < row.Length; i++)
                        row[i] = source[(top + i) * columns + column];
                }
            }
        }
    }
}
