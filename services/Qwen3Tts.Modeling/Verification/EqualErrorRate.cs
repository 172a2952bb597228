using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Modeling.Verification;

/// <summary>
/// The equal error rate of a verification by similarity: the threshold goes over every score, and where the shares of pairs of one speaker
/// that are refused and of pairs of two that are accepted are nearest, their mean is the rate (as in ISO/IEC 19795-1).
/// </summary>
public static class EqualErrorRate
{
    /// <param name="same">Cosine similarities of pairs of one speaker.</param>
    /// <param name="different">Of pairs of two.</param>
    /// <exception cref="ArgumentException">There are none of a kind.</exception>
    public static SpeakerAccuracy Of(IReadOnlyList<double> same, IReadOnlyList<double> different, int speakers)
    {
        if (same.Count is 0 || different.Count is 0)
            throw new ArgumentException("An equal error rate takes pairs of one speaker and pairs of two.");
        double[] ones = [.. same.Order()];
        double[] twos = [.. different.Order()];
        var (best, rate, threshold) = (double.PositiveInfinity, 1.0, 1.0);
        var (refused, below) = (0, 0);
        foreach (var score in ones.Concat(twos).Distinct().Order())
        {
            while (refused < ones.Length && ones[refused] < score)
                refused++;
            while (below < twos.Length && twos[below] < score)
                below++;
            var falseRefusals = (double)refused / ones.Length;
            var falseAcceptances = (double)(twos.Length - below) / twos.Length;
            if (Math.Abs(falseRefusals - falseAcceptances) < best)
                (best, rate, threshold) = (Math.Abs(falseRefusals - falseAcceptances), (falseRefusals + falseAcceptances) / 2, score);
        }

        return new SpeakerAccuracy(rate, Math.Clamp(threshold, -1, 1), speakers, ones.Length, twos.Length);
    }
}
