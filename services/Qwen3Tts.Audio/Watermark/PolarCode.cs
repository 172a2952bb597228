namespace Qwen3Tts.Audio.Watermark;

/// <summary>
/// The error correction: a polar code of 256 bits for 56 (E. Arıkan, "Channel polarization", 2009), its positions chosen by
/// polarisation weight (G. He et al., "β-expansion", 2017) and decoded as a list (I. Tal and A. Vardy, "List decoding of polar
/// codes", 2015), from which the payload's tag chooses.
/// </summary>
internal static class PolarCode
{
    public const int Length = 256;
    public const int InformationBits = WatermarkPayload.Bits + TagBits;

    private const int TagBits = 16;
    private const int Levels = 8;

    private static readonly bool[] Frozen = ChooseFrozen();

    /// <summary>The 256 bits that a payload becomes.</summary>
    public static byte[] Encode(WatermarkPayload payload, WatermarkKey key)
    {
        var information = payload.Value | ((ulong)key.Tag(payload) << WatermarkPayload.Bits);
        var bits = new byte[Length];
        for (int i = 0, next = 0; i < Length; i++)
        {
            if (!Frozen[i])
                bits[i] = (byte)(information >> next++ & 1);
        }

        Transform(bits);
        return bits;
    }

    /// <summary>The likeliest payload whose tag is right; null where none of <paramref name="width"/> has that.</summary>
    /// <param name="belief">For each bit how much more likely it is 0 than 1, a log-likelihood ratio of any scale.</param>
    public static WatermarkPayload? Decode(ReadOnlySpan<float> belief, WatermarkKey key, int width)
    {
        var paths = new List<Path> { new(belief) };
        for (var i = 0; i < Length; i++)
        {
            foreach (var path in paths)
                path.Descend(i);
            if (Frozen[i])
            {
                foreach (var path in paths)
                    path.Choose(i, 0, information: false);
                continue;
            }

            paths = Fork(paths, i, width);
        }

        foreach (var path in paths.OrderBy(path => path.Penalty))
        {
            var payload = WatermarkPayload.From(path.Information);
            if (key.Tag(payload) == (ushort)(path.Information >> WatermarkPayload.Bits))
                return payload;
        }

        return null;
    }

    // Every path goes on with 0 and with 1; the best stay.
    private static List<Path> Fork(List<Path> paths, int i, int width)
    {
        var choices = new (int Path, byte Bit, float Penalty)[2 * paths.Count];
        for (var path = 0; path < paths.Count; path++)
        {
            choices[2 * path] = (path, 0, paths[path].PenaltyOf(0));
            choices[2 * path + 1] = (path, 1, paths[path].PenaltyOf(1));
        }

        var kept = choices.OrderBy(choice => choice.Penalty).Take(width).ToArray();
        var next = new List<Path>(kept.Length);
        foreach (var (path, bit, _) in kept)
        {
            // A path of which both stay is copied for the one, and itself becomes the other.
            var shared = bit is 0 && kept.Any(choice => choice.Path == path && choice.Bit is 1);
            var chosen = shared ? paths[path].Copy() : paths[path];
            next.Add(chosen);
            if (shared)
                chosen.Choose(i, bit, information: true);
        }

        for (var k = 0; k < kept.Length; k++)
        {
            if (ReferenceEquals(next[k], paths[kept[k].Path]))
                next[k].Choose(i, kept[k].Bit, information: true);
        }

        return next;
    }

    private static void Transform(Span<byte> bits)
    {
        for (var half = 1; half < bits.Length; half *= 2)
        {
            for (var start = 0; start < bits.Length; start += 2 * half)
            {
                for (var i = start; i < start + half; i++)
                    bits[i] ^= bits[i + half];
            }
        }
    }

    // The weight of a position is the sum of 2^(j/4) over the bits j that its number has.
    private static bool[] ChooseFrozen()
    {
        double Weight(int position) => Enumerable.Range(0, Levels).Where(j => (position >> j & 1) is 1).Sum(j => Math.Pow(2, j / 4.0));
        var frozen = new bool[Length];
        foreach (var position in Enumerable.Range(0, Length).OrderByDescending(Weight).Skip(InformationBits))
            frozen[position] = true;
        return frozen;
    }

    /// <summary>One of the candidates: its beliefs at each level of the tree, and the partial sums behind them.</summary>
    private sealed class Path
    {
        // Level 0 holds the channel's 256 beliefs, level k those of the node of 256 / 2^k that is being decoded.
        private readonly float[][] _beliefs = new float[Levels + 1][];
        private readonly byte[][] _sums = new byte[Levels + 1][];
        private int _informationBits;

        public Path(ReadOnlySpan<float> belief)
        {
            for (var level = 0; level <= Levels; level++)
                (_beliefs[level], _sums[level]) = (new float[Length >> level], new byte[Length]);
            belief.CopyTo(_beliefs[0]);
        }

        private Path(Path other)
        {
            for (var level = 0; level <= Levels; level++)
                (_beliefs[level], _sums[level]) = (level is 0 ? other._beliefs[0] : (float[])other._beliefs[level].Clone(), (byte[])other._sums[level].Clone());
            (_informationBits, Information, Penalty) = (other._informationBits, other.Information, other.Penalty);
        }

        public ulong Information { get; private set; }

        public float Penalty { get; private set; }

        public Path Copy() => new(this);

        public float PenaltyOf(byte bit)
        {
            var belief = _beliefs[Levels][0];
            return Penalty + (belief < 0 == (bit is 1) ? 0 : Math.Abs(belief));
        }

        // Works out the belief of position i, from the highest level whose node changed since i − 1.
        public void Descend(int i)
        {
            var first = i is 0 ? 1 : Levels - int.TrailingZeroCount(i);
            for (var level = first; level <= Levels; level++)
            {
                var (above, here) = (_beliefs[level - 1], _beliefs[level]);
                var half = here.Length;
                var right = (i >> (Levels - level) & 1) is 1;
                var sums = _sums[level].AsSpan((i & ~(2 * half - 1)), half);
                for (var j = 0; j < half; j++)
                {
                    var (a, b) = (above[j], above[j + half]);
                    here[j] = right
                        ? b + (sums[j] is 0 ? a : -a)
                        : MathF.Min(MathF.Abs(a), MathF.Abs(b)) * (a < 0 == b < 0 ? 1 : -1);
                }
            }
        }

        public void Choose(int i, byte bit, bool information)
        {
            Penalty = PenaltyOf(bit);
            if (information)
                Information |= (ulong)bit << _informationBits++;
            _sums[Levels][i] = bit;
            // A node that is complete hands its sums to the one above.
            for (var level = Levels; level > 1 && (i >> (Levels - level) & 1) is 1; level--)
            {
                var half = Length >> level;
                var start = i & ~(2 * half - 1);
                var (from, to) = (_sums[level], _sums[level - 1]);
                for (var j = start; j < start + half; j++)
                    (to[j], to[j + half]) = ((byte)(from[j] ^ from[j + half]), from[j + half]);
            }
        }
    }
}
