namespace Qwen3Tts.Modeling.Graphs;

/// <summary>Cosines and sines of the rotary position embedding, computed in single precision as the official code does.</summary>
internal static class RotaryTables
{
    /// <summary>cos and sin of position · θ^(−2i/width), for consecutive positions: each [positions × width/2].</summary>
    public static (float[] Cosines, float[] Sines) Angles(int first, int positions, int width, double theta) =>
        Angles(first, positions, width, theta, width / 2);

    /// <summary>The same in rows of <paramref name="columns"/>, zero from width/2 on: each [positions × columns].</summary>
    public static (float[] Cosines, float[] Sines) Angles(int first, int positions, int width, double theta, int columns)
    {
        var cosines = new float[positions * columns];
        var sines = new float[positions * columns];
        Fill(cosines, sines, first, positions, width, theta, columns);
        return (cosines, sines);
    }

    /// <summary>The same into memory that is there, whose columns from width/2 on stay as they are.</summary>
    public static void Fill(Span<float> cosines, Span<float> sines, int first, int positions, int width, double theta, int columns)
    {
        for (var i = 0; i < width / 2; i++)
        {
            var frequency = (float)(1.0 / Math.Pow(theta, 2.0 * i / width));
            for (var position = 0; position < positions; position++)
                (sines[position * columns + i], cosines[position * columns + i]) = MathF.SinCos((first + position) * frequency);
        }
    }
}
