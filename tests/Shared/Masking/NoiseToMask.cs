namespace Qwen3Tts.Tests.Masking;

/// <summary>
/// Noise-to-mask ratios after <see cref="PsychoacousticModel"/>: the noise of a whole critical band against the mean of what is
/// just masked at the band's bins, in frames of 21 ms that overlap by half.
/// </summary>
internal static class NoiseToMask
{
    /// <summary>For each frame the largest ratio of all critical bands, in dB.</summary>
    public static double[] Worst(ReadOnlySpan<float> original, ReadOnlySpan<float> changed)
    {
        const int Step = PsychoacousticModel.FrameSamples / 2;
        var frames = Math.Max(0, (original.Length - PsychoacousticModel.FrameSamples) / Step + 1);
        var worst = new double[frames];
        var noise = new float[PsychoacousticModel.FrameSamples];
        for (var frame = 0; frame < frames; frame++)
        {
            var before = original.Slice(frame * Step, noise.Length);
            var after = changed.Slice(frame * Step, noise.Length);
            for (var i = 0; i < noise.Length; i++)
                noise[i] = after[i] - before[i];
            worst[frame] = Worst(PsychoacousticModel.Threshold(PsychoacousticModel.Powers(before)), PsychoacousticModel.Powers(noise));
        }

        return worst;
    }

    private static double Worst(double[] threshold, double[] noise)
    {
        var bands = PsychoacousticModel.CriticalBands;
        var (masks, noises, bins) = (new double[bands], new double[bands], new int[bands]);
        for (var bin = 0; bin < noise.Length; bin++)
        {
            var band = PsychoacousticModel.CriticalBand(bin);
            (masks[band], noises[band], bins[band]) = (masks[band] + threshold[bin], noises[band] + noise[bin], bins[band] + 1);
        }

        return 10 * Math.Log10(Enumerable.Range(0, bands).Where(band => bins[band] > 0).Max(band => noises[band] * bins[band] / masks[band]) + 1e-30);
    }
}
