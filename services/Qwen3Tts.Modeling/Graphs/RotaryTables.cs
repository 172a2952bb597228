namespace Qwen3Tts.Modeling.Graphs;

/// <summary>Cosines and sines of the rotary position embedding, computed in single precision as the official code does.</summary>
internal static class RotaryTables
{
    /// <summary>cos and sin of position · θ^(−2i/width), for consecutive positions: each [positions × width/2].</summary>
    public static (float[] Cosines, float[] Sines) Angles(int first, int positions, int width, double theta)
    {
        var half = width / 2;
        var cosines = new float[positions * half];
        var sines = new float[positions * half];
        for (var i = 0; i < half; i++)
        {
            var frequency = (float)(1.0 / Math.Pow(theta, 2.0 * i / width));
            for (var position = 0; position < positions; position++)
                (sines[position * half + i], cosines[position * half + i]) = MathF.SinCos((first + position) * frequency);
        }

        return (cosines, sines);
    }
}
