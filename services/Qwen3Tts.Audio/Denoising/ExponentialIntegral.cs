namespace Qwen3Tts.Audio.Denoising;

/// <summary>Half of E₁(x) = ∫ₓ^∞ e^−t / t dt, from a table: the exponent of the log-spectral amplitude gain.</summary>
internal static class ExponentialIntegral
{
    private const float MinLog = -12;
    private const float MaxLog = 4;
    private const int Steps = 2048;

    private static readonly float[] Table =
    [
        .. Enumerable.Range(0, Steps + 2)
            .Select(i => (float)(MathNet.Numerics.SpecialFunctions.ExponentialIntegral(Math.Exp(MinLog + (MaxLog - MinLog) * i / Steps), 1) / 2)),
    ];

    /// <param name="x">Above 0. Below e⁻¹² it counts as that; above e⁴ the result is 0.</param>
    public static float Half(float x)
    {
        var position = (MathF.Log(x) - MinLog) * (Steps / (MaxLog - MinLog));
        if (position >= Steps)
            return 0;
        var lower = Math.Max(0, (int)position);
        var fraction = Math.Max(0, position) - lower;
        return Table[lower] + fraction * (Table[lower + 1] - Table[lower]);
    }
}
