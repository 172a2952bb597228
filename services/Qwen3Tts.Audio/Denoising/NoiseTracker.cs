namespace Qwen3Tts.Audio.Denoising;

/// <summary>
/// The power of background noise in each bin as it changes over a recording, by the probability that speech is present (T. Gerkmann and
/// R. C. Hendriks, "Unbiased MMSE-based noise power estimation with low complexity and low tracking delay", IEEE TASLP 20, 2012). It
/// begins with the quietest frames of the whole recording, since all of it is there.
/// </summary>
internal static class NoiseTracker
{
    // Values of the paper; its time constants are for a hop of 16 ms, these for one of 10.7.
    private const float SpeechToNoise = 31.6f;
    private const float NoiseMemory = 0.86f;
    private const float PresenceMemory = 0.93f;
    private const float StuckPresence = 0.99f;

    private const double QuietShare = 0.1;
    private const int MinQuietFrames = 4;

    // Digital silence says nothing of the noise elsewhere.
    private const float SilentPower = 1e-10f;
    private const float Floor = 1e-12f;

    /// <param name="powers">Of <paramref name="frames"/> × <paramref name="bins"/>.</param>
    /// <returns>The noise's powers, laid out the same.</returns>
    public static float[] Track(float[] powers, int frames, int bins)
    {
        var noise = Quietest(powers, frames, bins);
        var presence = new float[bins];
        var tracked = new float[powers.Length];
        const float ratio = SpeechToNoise / (1 + SpeechToNoise);
        for (var frame = 0; frame < frames; frame++)
        {
            for (var bin = 0; bin < bins; bin++)
            {
                var power = powers[frame * bins + bin];
                var present = 1 / (1 + (1 + SpeechToNoise) * MathF.Exp(-Math.Min(80, power / noise[bin] * ratio)));
                presence[bin] = PresenceMemory * presence[bin] + (1 - PresenceMemory) * present;
                if (presence[bin] > StuckPresence)
                    present = Math.Min(present, StuckPresence);
                var expected = present * noise[bin] + (1 - present) * power;
                noise[bin] = Math.Max(Floor, NoiseMemory * noise[bin] + (1 - NoiseMemory) * expected);
                tracked[frame * bins + bin] = noise[bin];
            }
        }

        return tracked;
    }

    private static float[] Quietest(float[] powers, int frames, int bins)
    {
        var totals = new float[frames];
        for (var frame = 0; frame < frames; frame++)
            totals[frame] = System.Numerics.Tensors.TensorPrimitives.Sum<float>(powers.AsSpan(frame * bins, bins));
        var sounding = Enumerable.Range(0, frames).Where(frame => totals[frame] > SilentPower * bins).OrderBy(frame => totals[frame]).ToArray();
        var quiet = sounding[..Math.Min(sounding.Length, Math.Max(MinQuietFrames, (int)(QuietShare * sounding.Length)))];
        var noise = new float[bins];
        foreach (var frame in quiet)
        {
            for (var bin = 0; bin < bins; bin++)
                noise[bin] += powers[frame * bins + bin] / quiet.Length;
        }

        foreach (ref var power in noise.AsSpan())
            power = Math.Max(Floor, power);
        return noise;
    }
}
