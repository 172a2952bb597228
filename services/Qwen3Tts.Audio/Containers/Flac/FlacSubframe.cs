using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Containers.Flac;

/// <summary>One channel of one frame: a predictor and what it missed (RFC 9639, 9.2).</summary>
internal static class FlacSubframe
{
    private const int MaxFixedOrder = 4;
    private const uint EscapedBits = 5;

    // Of each fixed predictor, the weights of the last sample, the one before, and so on.
    private static readonly int[][] FixedWeights = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

    /// <param name="depth">Bits of a sample: one more than the file's for a difference of two channels.</param>
    /// <param name="samples">One for each of the block.</param>
    /// <exception cref="SpeechException">Invalid: damaged.</exception>
    public static void Read(ref FlacBits bits, int depth, Span<long> samples)
    {
        if (bits.Read(1) is not 0)
            throw Damaged();
        var type = (int)bits.Read(6);
        var wasted = bits.Read(1) is 0 ? 0 : (int)Math.Min(bits.ReadUnary(), 64) + 1;
        depth -= wasted;
        if (depth < 1)
            throw Damaged();

        switch (type)
        {
            case 0:
                samples.Fill(bits.ReadSigned(depth));
                break;
            case 1:
                ReadPlain(ref bits, depth, samples);
                break;
            case >= 8 and <= 8 + MaxFixedOrder:
                ReadPlain(ref bits, depth, Start(samples, type - 8));
                ReadResidual(ref bits, type - 8, samples);
                Predict(samples, FixedWeights[type - 8], shift: 0);
                break;
            case >= 32:
                ReadLinear(ref bits, depth, type - 31, samples);
                break;
            default:
                throw Damaged();
        }

        if (wasted is 0)
            return;
        foreach (ref var sample in samples)
            sample <<= wasted;
    }

    private static void ReadLinear(ref FlacBits bits, int depth, int order, Span<long> samples)
    {
        ReadPlain(ref bits, depth, Start(samples, order));
        var precision = (int)bits.Read(4) + 1;
        var shift = (int)bits.ReadSigned(5);
        if (precision is 16 || shift < 0)
            throw Damaged();
        Span<int> weights = stackalloc int[order];
        foreach (ref var weight in weights)
            weight = (int)bits.ReadSigned(precision);
        ReadResidual(ref bits, order, samples);
        Predict(samples, weights, shift);
    }

    private static void ReadPlain(ref FlacBits bits, int depth, Span<long> samples)
    {
        foreach (ref var sample in samples)
            sample = bits.ReadSigned(depth);
    }

    // Partitions of equal size, each with Rice codes of its own parameter, or with plain numbers.
    private static void ReadResidual(ref FlacBits bits, int order, Span<long> samples)
    {
        var method = bits.Read(2);
        if (method > 1)
            throw Damaged();
        var parameterBits = method is 0 ? 4 : 5;
        var escape = (1u << parameterBits) - 1;
        var partitions = 1 << (int)bits.Read(4);
        var size = samples.Length / partitions;
        if (size * partitions != samples.Length || size < order)
            throw Damaged();

        for (var partition = 0; partition < partitions; partition++)
        {
            var target = samples[(partition is 0 ? order : partition * size)..((partition + 1) * size)];
            var parameter = bits.Read(parameterBits);
            if (parameter == escape)
            {
                ReadPlain(ref bits, (int)bits.Read((int)EscapedBits), target);
                continue;
            }

            foreach (ref var sample in target)
            {
                var folded = (ulong)bits.ReadUnary() << (int)parameter | bits.Read((int)parameter);
                sample = (long)(folded >> 1) ^ -(long)(folded & 1);
            }
        }
    }

    private static void Predict(Span<long> samples, ReadOnlySpan<int> weights, int shift)
    {
        for (var i = weights.Length; i < samples.Length; i++)
        {
            long sum = 0;
            for (var back = 0; back < weights.Length; back++)
                sum += weights[back] * samples[i - 1 - back];
            samples[i] += sum >> shift;
        }
    }

    private static Span<long> Start(Span<long> samples, int order) => order <= samples.Length ? samples[..order] : throw Damaged();

    private static SpeechException Damaged() => SpeechException.Invalid("The FLAC file is damaged: a frame cannot be read.");
}
