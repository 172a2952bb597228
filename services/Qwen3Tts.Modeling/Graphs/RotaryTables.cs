namespace Qwen3Tts.Modeling.Graphs;

/// <summary>Cosines and sines of the rotary position embedding, rotate-half form.</summary>
internal static class RotaryTables
{
    /// <summary>cos or sin of position · θ^(−2i/width): [positions × width/2]. In single precision, as the official code computes them.</summary>
    public static float[] Make(int positions, int width, double theta, Func<float, float> wave)
    {
        var half = width / 2;
        var table = new float[positions * half];
        for (var i = 0; i < half; i++)
        {
            var frequency = Frequency(i, width, theta);
            for (var position = 0; position < positions; position++)
                table[position * half + i] = wave(position * frequency);
        }

        return table;
    }

    /// <summary>Radians that the <paramref name="pair"/>-th pair of a head turns by at each position.</summary>
    public static float Frequency(int pair, int width, double theta) => (float)(1.0 / Math.Pow(theta, 2.0 * pair / width));
}
