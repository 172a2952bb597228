namespace Qwen3Tts.Audio.Loudness;

/// <summary>Integrated loudness by ITU-R BS.1770-4: K-weighted, in blocks of 400 ms that overlap by three quarters, gated twice.</summary>
public static class LoudnessMeter
{
    private const double BlockSeconds = 0.4;
    private const int StepsPerBlock = 4;
    private const double Offset = -0.691;
    private const double AbsoluteGate = -70;
    private const double RelativeGate = -10;
    private const double SurroundWeight = 1.41;

    /// <summary>The loudness of one channel.</summary>
    /// <returns>In LUFS; −∞ where nothing passes the gate of −70 LUFS. What is shorter than a block counts as one.</returns>
    public static double Integrated(float[] mono, int sampleRate) => Integrated([mono], sampleRate);

    /// <summary>
    /// The loudness of several channels: left, right, centre, left and right surround; with six the fourth is the low-frequency one, which
    /// does not count.
    /// </summary>
    /// <exception cref="ArgumentException">No channels, more than six, or of different lengths.</exception>
    /// <inheritdoc cref="Integrated(float[], int)" path="/returns"/>
    public static double Integrated(IReadOnlyList<float[]> channels, int sampleRate)
    {
        if (channels.Count is 0 or > 6 || channels.Any(channel => channel.Length != channels[0].Length))
            throw new ArgumentException("One to six channels of one length are measured.", nameof(channels));
        var blocks = Blocks(channels, sampleRate);
        var loud = blocks.Where(block => Loudness(block) > AbsoluteGate).ToList();
        if (loud.Count is 0)
            return double.NegativeInfinity;
        var gate = Loudness(loud.Average()) + RelativeGate;
        return Loudness(loud.Where(block => Loudness(block) > gate).Average());
    }

    // Of each block the channels' weighted sum of mean squares.
    private static List<double> Blocks(IReadOnlyList<float[]> channels, int sampleRate)
    {
        var step = Math.Max(1, (int)Math.Round(BlockSeconds * sampleRate / StepsPerBlock));
        var length = channels[0].Length;
        var steps = new double[length / step];
        var rest = 0.0;
        for (var channel = 0; channel < channels.Count; channel++)
        {
            var weight = Weight(channel, channels.Count);
            var filter = new KWeighting(sampleRate);
            var samples = channels[channel];
            for (var i = 0; weight > 0 && i < length; i++)
            {
                var weighted = filter.Filter(samples[i]);
                if (i / step < steps.Length)
                    steps[i / step] += weight * weighted * weighted;
                else
                    rest += weight * weighted * weighted;
            }
        }

        if (steps.Length < StepsPerBlock)
            return length is 0 ? [] : [(steps.Sum() + rest) / length];
        var blocks = new List<double>(steps.Length);
        for (var first = 0; first + StepsPerBlock <= steps.Length; first++)
            blocks.Add(steps.AsSpan(first, StepsPerBlock).ToArray().Sum() / (StepsPerBlock * step));
        return blocks;
    }

    private static double Weight(int channel, int channels) => (channel, channels) switch
    {
        (3, 6) => 0,
        ( >= 3, _) => SurroundWeight,
        _ => 1,
    };

    private static double Loudness(double meanSquare) => Offset + 10 * Math.Log10(meanSquare);
}
