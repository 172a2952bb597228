using Qwen3Tts.Audio.Mel;
using Qwen3Tts.Modeling.Checkpoints;
using Qwen3Tts.Modeling.Sessions;
using Qwen3Tts.Speech.Codec;

namespace Qwen3Tts.Benchmarks.Precision;

/// <summary>How far the speech of some frames is from that of others.</summary>
internal sealed class WaveComparison(Checkpoint checkpoint, SessionSettings settings) : IDisposable
{
    private const int Bands = 80;

    private readonly CodecDecoder _decoder = CodecDecoder.Load(checkpoint, settings);
    private readonly LogMelExtractor _mel = new(new MelSettings(checkpoint.Codec.SampleRate, Bands));

    /// <summary>In dB, sample by sample, over all utterances; infinite where all are equal.</summary>
    public double SignalToNoise(CodeFrames[] exact, CodeFrames[] other) => SignalToNoise(exact.Select(Decode), other.Select(Decode));

    /// <summary>The same of the codec in mixed precision, from the same frames.</summary>
    public double MixedSignalToNoise(CodeFrames[] frames)
    {
        using var mixed = CodecDecoder.Load(checkpoint, settings, CodecPrecision.Mixed);
        return SignalToNoise(frames.Select(Decode), frames.Select(one => Decode(mixed, one)));
    }

    /// <summary>Root mean square of the difference of log-mel spectra, in dB, along the path of time that makes it least; mean over the utterances.</summary>
    public double MelDistance(CodeFrames[] exact, CodeFrames[] other) =>
        exact.Zip(other).Average(pair => Distance(_mel.Extract(Decode(pair.First)), _mel.Extract(Decode(pair.Second))));

    public void Dispose() => _decoder.Dispose();

    private static double SignalToNoise(IEnumerable<float[]> exact, IEnumerable<float[]> other)
    {
        double signal = 0, noise = 0;
        foreach (var (left, right) in exact.Zip(other))
        {
            for (var i = 0; i < left.Length; i++)
            {
                signal += (double)left[i] * left[i];
                noise += ((double)left[i] - right[i]) * ((double)left[i] - right[i]);
            }
        }

        return 10 * Math.Log10(signal / noise);
    }

    private float[] Decode(CodeFrames frames) => Decode(_decoder, frames);

    private static float[] Decode(CodecDecoder decoder, CodeFrames frames)
    {
        using var state = decoder.Start();
        return decoder.Decode(state, frames);
    }

    /// <summary>Dynamic time warping: each step goes on in one spectrogram or in both.</summary>
    private static double Distance(MelSpectrogram left, MelSpectrogram right)
    {
        var last = new (double Cost, int Steps)[right.Frames];
        var row = new (double Cost, int Steps)[right.Frames];
        for (var i = 0; i < left.Frames; i++)
        {
            for (var j = 0; j < right.Frames; j++)
            {
                var before = (i, j) switch
                {
                    (0, 0) => (0.0, 0),
                    (0, _) => row[j - 1],
                    (_, 0) => last[0],
                    _ => Least(last[j - 1], Least(last[j], row[j - 1])),
                };
                row[j] = (before.Item1 + FrameDistance(left, i, right, j), before.Item2 + 1);
            }

            (last, row) = (row, last);
        }

        return last[^1].Cost / last[^1].Steps;
    }

    private static (double Cost, int Steps) Least((double Cost, int Steps) a, (double Cost, int Steps) b) => a.Cost <= b.Cost ? a : b;

    private static double FrameDistance(MelSpectrogram left, int i, MelSpectrogram right, int j)
    {
        var sum = 0.0;
        for (var band = 0; band < left.Bands; band++)
            sum += Math.Pow(left.Values[i * left.Bands + band] - right.Values[j * right.Bands + band], 2);
        return Math.Sqrt(sum / left.Bands) * 20 / Math.Log(10);
    }
}
