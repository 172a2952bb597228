using System.Numerics.Tensors;

namespace Qwen3Tts.Audio.Preparation;

/// <summary>How much of a recording was cut off at its top and bottom, even where it was turned down afterwards.</summary>
public static class ClippingMeter
{
    // One sample or two may touch the top by chance; a flat stretch at it was cut.
    private const int MinRun = 3;
    private const float FlatRange = 0.005f;
    private const float MinPeak = 0.05f;

    /// <returns>The share of all samples that lie in runs of three and more within 0.5 % of the highest magnitude.</returns>
    public static double Share(ReadOnlySpan<float> samples)
    {
        if (samples.IsEmpty)
            return 0;
        var peak = Math.Abs(TensorPrimitives.MaxMagnitude(samples));
        if (peak < MinPeak)
            return 0;
        var threshold = peak * (1 - FlatRange);
        int clipped = 0, run = 0, side = 0;
        foreach (var sample in samples)
        {
            var now = sample >= threshold ? 1 : sample <= -threshold ? -1 : 0;
            run = now is 0 ? 0 : now == side ? run + 1 : 1;
            side = now;
            clipped += run < MinRun ? 0 : run == MinRun ? MinRun : 1;
        }

        return (double)clipped / samples.Length;
    }
}
