using System.Numerics.Tensors;

namespace Qwen3Tts.Audio.Loudness;

/// <summary>Brings sound to a loudness by one gain for all of it, which no peak may take beyond the ceiling.</summary>
public static class Leveller
{
    /// <summary>The highest that a sample may become, in decibels below full scale: room for what lies between samples.</summary>
    public const double PeakCeilingDb = -1;

    /// <param name="target">In LUFS.</param>
    /// <returns>The gain that was applied, in decibels; 0 where there is nothing to hear.</returns>
    public static double Level(float[] mono, int sampleRate, double target)
    {
        var loudness = LoudnessMeter.Integrated(mono, sampleRate);
        if (double.IsNegativeInfinity(loudness))
            return 0;
        var headroom = PeakCeilingDb - 20 * Math.Log10(Math.Abs(TensorPrimitives.MaxMagnitude<float>(mono)));
        var gain = Math.Min(target - loudness, headroom);
        TensorPrimitives.Multiply(mono, (float)Math.Pow(10, gain / 20), mono);
        return gain;
    }
}
