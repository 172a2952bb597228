using System.Numerics.Tensors;
using Qwen3Tts.Audio.Spectra;

namespace Qwen3Tts.Audio.Activity;

/// <summary>
/// Finds speech: frames whose spectrum is unlikely to be noise alone (the likelihood ratio of J. Sohn, N. S. Kim and W. Sung, "A
/// statistical model-based voice activity detection", IEEE SPL 6, 1999), and which are not far below the loudest ones.
/// </summary>
internal static class SpeechDetector
{
    private const double LowestHertz = 100;
    private const double HighestHertz = 8000;
    private const double HighestVoiceHertz = 4000;

    // The mean of the ratio in noise alone is 0.15, its deviation after smoothing about 0.05.
    private const float LikelihoodThreshold = 0.4f;
    private const int SmoothedFrames = 5;
    private const float MaxPosterior = 1e4f;

    private const double LoudestShare = 0.95;
    private const float BelowLoudestDb = 35;
    private const float QuietestDb = -65;

    // Speech whose loudest frames do not stand out from its quietest is a hum, a tone or noise.
    private const float MinSpreadDb = 3;

    private const double ShortestSpeechSeconds = 0.06;
    private const double ShortestPauseSeconds = 0.2;

    public static SpeechActivity Detect(Spectrogram spectrogram, float[] powers, float[] noise, int sampleRate, int hop, int samples)
    {
        var size = 2 * (spectrogram.Bins - 1);
        int Bin(double hertz) => Math.Min(spectrogram.Bins - 1, (int)Math.Round(hertz * size / sampleRate));
        int first = Bin(LowestHertz), last = Bin(HighestHertz), lastVoice = Bin(HighestVoiceHertz);

        // A full-scale sine's power sums to about size²/8 under this window: 0 dB.
        var scale = 8f / ((float)size * size);
        var bins = spectrogram.Bins;
        var (levels, signal, background, ratios) =
            (new float[spectrogram.Frames], new float[spectrogram.Frames], new float[spectrogram.Frames], new float[spectrogram.Frames]);
        for (var frame = 0; frame < spectrogram.Frames; frame++)
        {
            for (var bin = first; bin <= last; bin++)
            {
                var at = frame * bins + bin;
                signal[frame] += powers[at] * scale;
                background[frame] += noise[at] * scale;
                var posterior = Math.Min(MaxPosterior, powers[at] / noise[at]);
                if (bin <= lastVoice && posterior > 1)
                    ratios[frame] += (posterior - MathF.Log(posterior) - 1) / (lastVoice - first + 1);
            }

            levels[frame] = Level(signal[frame]);
        }

        var isSpeech = Decide(levels, ratios);
        Flip(isSpeech, value: false, (int)Math.Round(ShortestPauseSeconds * sampleRate / hop), atEnds: false);
        Flip(isSpeech, value: true, (int)Math.Round(ShortestSpeechSeconds * sampleRate / hop), atEnds: true);
        var (snr, steady) = Background.Measure(signal, isSpeech);
        return new SpeechActivity(Segments(isSpeech, hop, samples), snr, steady, levels, [.. background.Select(Level)], isSpeech, hop);
    }

    private static float Level(float power) => 10 * MathF.Log10(power + 1e-12f);

    private static bool[] Decide(float[] levels, float[] ratios)
    {
        var sorted = levels.Order().ToArray();
        var loudest = sorted[(int)(LoudestShare * (sorted.Length - 1))];
        var isSpeech = new bool[levels.Length];
        if (loudest - sorted[(int)((1 - LoudestShare) * (sorted.Length - 1))] < MinSpreadDb)
            return isSpeech;
        var threshold = Math.Max(QuietestDb, loudest - BelowLoudestDb);
        for (var frame = 0; frame < levels.Length; frame++)
        {
            var from = Math.Max(0, frame - SmoothedFrames / 2);
            var to = Math.Min(levels.Length, frame + SmoothedFrames / 2 + 1);
            isSpeech[frame] = levels[frame] > threshold && TensorPrimitives.Average<float>(ratios.AsSpan(from, to - from)) > LikelihoodThreshold;
        }

        return isSpeech;
    }

    // Turns over runs of a value that are shorter than the limit.
    private static void Flip(bool[] frames, bool value, int limit, bool atEnds)
    {
        for (var begin = 0; begin < frames.Length; begin++)
        {
            if (frames[begin] != value)
                continue;
            var end = begin;
            while (end < frames.Length && frames[end] == value)
                end++;
            if (end - begin < limit && (atEnds || (begin > 0 && end < frames.Length)))
                frames.AsSpan(begin, end - begin).Fill(!value);
            begin = end - 1;
        }
    }

    private static List<SpeechSegment> Segments(bool[] isSpeech, int hop, int samples)
    {
        var segments = new List<SpeechSegment>();
        for (var frame = 0; frame < isSpeech.Length; frame++)
        {
            if (!isSpeech[frame])
                continue;
            var end = frame;
            while (end < isSpeech.Length && isSpeech[end])
                end++;
            var segment = new SpeechSegment(Math.Clamp(frame * hop - hop / 2, 0, samples), Math.Clamp(end * hop - hop / 2, 0, samples));
            if (segment.Length > 0)
                segments.Add(segment);
            frame = end;
        }

        return segments;
    }
}
