using System.Numerics.Tensors;

namespace Qwen3Tts.Audio.Activity;

/// <summary>
/// What is behind speech, from the quietest tenth of a recording, digital silence apart: a tracker of noise follows what it can of speech
/// too, which would make clean recordings seem noisy.
/// </summary>
internal static class Background
{
    private const int SmoothedFrames = 5;
    private const double QuietShare = 0.1;
    private const double QuietestShare = 0.02;
    private const float SilentPower = 1e-9f;
    private const double MinSnrDb = -20;
    private const double MaxSnrDb = 60;

    // White and pink noise stay below 1.2 dB between the two shares, at 0 to 30 dB; babble of six begins at 4, clean speech at 3.
    private const double SteadyDb = 2;

    /// <param name="signal">Power of each frame.</param>
    /// <returns>Speech against noise in decibels, 0 without speech; and whether the noise is one throughout.</returns>
    public static (double SnrDb, bool IsSteady) Measure(float[] signal, bool[] isSpeech)
    {
        var smoothed = new float[signal.Length];
        for (var frame = 0; frame < signal.Length; frame++)
        {
            var from = Math.Max(0, frame - SmoothedFrames / 2);
            var to = Math.Min(signal.Length, frame + SmoothedFrames / 2 + 1);
            smoothed[frame] = TensorPrimitives.Average<float>(signal.AsSpan(from, to - from));
        }

        var sounding = smoothed.Where(power => power > SilentPower).Order().ToArray();
        var speech = signal.Where((_, frame) => isSpeech[frame]).DefaultIfEmpty(0).Average();
        if (speech <= 0 || sounding.Length is 0)
            return (0, false);
        var noise = At(sounding, QuietShare);
        return (
            Math.Clamp(Decibels(Math.Max(speech - noise, 1e-9) / noise), MinSnrDb, MaxSnrDb),
            Decibels(noise / At(sounding, QuietestShare)) < SteadyDb);
    }

    private static double At(float[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];

    private static double Decibels(double ratio) => 10 * Math.Log10(ratio);
}
