using Qwen3Tts.Audio.Spectra;

namespace Qwen3Tts.Audio.Denoising;

/// <summary>
/// Takes background noise out of speech: the log-spectral amplitude gain weighted by the probability of speech, with a floor that leaves
/// the noise's colour (I. Cohen and B. Berdugo, "Speech enhancement for non-stationary noise environments", Signal Processing 81, 2001).
/// </summary>
internal static class Denoiser
{
    // Of the decision-directed estimate: how much of a frame's speech-to-noise ratio is that of the one before.
    private const float Memory = 0.9f;
    private const float MinSpeechToNoise = 0.0032f;
    private const float AbsenceOdds = 0.25f;
    private const int RampFrames = 4;
    private const float MaxPosterior = 1e4f;

    // Weak consonants under noise are worth more to a speaker encoder than quiet: with the noise counted at less than its power,
    // x-vectors came nearer to those of the clean clips at every ratio (see the table in tests/Benchmarks).
    private const float NoiseShare = 0.45f;

    /// <param name="spectrogram">Changed in place.</param>
    /// <param name="noise">The noise's power for each of its values.</param>
    /// <param name="floorDb">What is taken as noise is lowered by this, in decibels, below 0.</param>
    /// <param name="isSpeech">For each frame; elsewhere all is lowered to the floor.</param>
    public static void Reduce(Spectrogram spectrogram, float[] powers, float[] noise, bool[] isSpeech, double floorDb)
    {
        var logFloor = (float)(floorDb / 20 * Math.Log(10));
        var speech = new float[spectrogram.Bins];
        for (var frame = 0; frame < spectrogram.Frames; frame++)
        {
            var values = spectrogram.Frame(frame);
            var spoken = Presence(isSpeech, frame);
            for (var bin = 0; bin < values.Length; bin++)
            {
                var at = frame * spectrogram.Bins + bin;
                var background = NoiseShare * noise[at];
                var posterior = Math.Min(MaxPosterior, powers[at] / background );
                var prior = Math.Max(MinSpeechToNoise, Memory * speech[bin] / background + (1 - Memory) * Math.Max(0, posterior - 1));
                var wiener = prior / (1 + prior);
                var likelihood = wiener * posterior;
                var logGain = Math.Min(0, MathF.Log(wiener) + ExponentialIntegral.Half(likelihood));
                speech[bin] = MathF.Exp(2 * logGain) * powers[at];

                var present = spoken / (1 + AbsenceOdds * (1 + prior) * MathF.Exp(-Math.Min(80, likelihood)));
                values[bin] *= MathF.Exp(present * logGain + (1 - present) * logFloor);
            }
        }
    }

    // Comes and goes over some frames, so that nothing is cut off at once.
    private static float Presence(bool[] isSpeech, int frame)
    {
        var spoken = 0;
        for (var near = frame - RampFrames; near <= frame + RampFrames; near++)
            spoken += near >= 0 && near < isSpeech.Length && isSpeech[near] ? 1 : 0;
        return Math.Min(1, spoken / (RampFrames + 1f));
    }
}
