using Qwen3Tts.Audio.Activity;

namespace Qwen3Tts.Audio.Preparation;

/// <summary>
/// Chooses the stretch of a long recording that a voice is best taken from: full of speech, far above the noise, steady in level, not
/// clipped, and cut in pauses where there are any.
/// </summary>
internal static class StretchChooser
{
    // What one unit of each is worth against a stretch that is all speech: 0.3 for 15 dB less above the noise, 0.3 for levels that
    // scatter by 6 dB more, all of it for 2 % of clipped samples.
    private const double WorthOfNoiseDb = 0.02;
    private const double EnoughSnrDb = 30;
    private const double WorthOfScatterDb = 0.05;
    private const double WorthOfClipping = 50;

    // Inside speech without a pause, stretches are tried this far apart.
    private const double StepSeconds = 0.5;

    /// <returns>At most <paramref name="most"/> samples, within the recording; without speech, its start.</returns>
    public static SpeechSegment Choose(ReadOnlySpan<float> samples, SpeechActivity activity, int sampleRate, int most)
    {
        var best = new SpeechSegment(0, Math.Min(samples.Length, most));
        var bestScore = double.NegativeInfinity;
        foreach (var start in Starts(activity, (int)(StepSeconds * sampleRate)))
        {
            var stretch = new SpeechSegment(start, End(activity, start, most));
            var score = Score(samples, stretch, activity, most);
            if (score > bestScore)
                (best, bestScore) = (stretch, score);
        }

        return best;
    }

    private static IEnumerable<int> Starts(SpeechActivity activity, int step)
    {
        foreach (var segment in activity.Segments)
        {
            for (var start = segment.Start; start < segment.End; start += step)
                yield return start;
        }
    }

    // The last pause that it reaches; in speech without one, where it is full.
    private static int End(SpeechActivity activity, int start, int most)
    {
        var reached = activity.Segments.Where(segment => segment.End > start && segment.Start < start + most).ToList();
        var whole = reached.Where(segment => segment.End <= start + most).Select(segment => segment.End).DefaultIfEmpty(0).Max();
        // A pause in the first half would waste more speech than a cut word costs.
        return whole - start >= most / 2 ? whole : Math.Min(start + most, reached[^1].End);
    }

    private static double Score(ReadOnlySpan<float> samples, SpeechSegment stretch, SpeechActivity activity, int most)
    {
        int from = stretch.Start / activity.Hop, to = Math.Min(activity.FrameLevels.Length, stretch.End / activity.Hop);
        double sum = 0, squares = 0, noise = 0;
        var frames = 0;
        for (var frame = from; frame < to; frame++)
        {
            if (!activity.FrameIsSpeech[frame])
                continue;
            var level = activity.FrameLevels[frame];
            (sum, squares, noise, frames) = (sum + level, squares + level * level, noise + activity.NoiseLevels[frame], frames + 1);
        }

        if (frames is 0)
            return double.NegativeInfinity;
        var mean = sum / frames;
        var scatter = Math.Sqrt(Math.Max(0, squares / frames - mean * mean));
        var snr = mean - noise / frames;
        return (double)frames * activity.Hop / most
            - WorthOfNoiseDb * Math.Max(0, EnoughSnrDb - snr)
            - WorthOfScatterDb * scatter
            - WorthOfClipping * ClippingMeter.Share(samples[stretch.Start..stretch.End]);
    }
}
