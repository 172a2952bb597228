namespace Qwen3Tts.Audio.Watermark;

/// <summary>
/// Marks speech as it comes: mono, 24 kHz, sample for sample where it was. In each slot of 6.7 ms each band becomes a little
/// louder or softer (a patchwork of subband amplitudes; I.-K. Yeo and H. J. Kim, "Modified patchwork algorithm", 2003, has the idea in the DCT domain): a
/// mark that is always below the sound it lies on, and nothing where there is silence for 5 ms around.
/// </summary>
/// <remarks>
/// A marked sample follows from key, payload, its index and the 120 samples before and after it, to the bit, whatever the
/// chunks. Not thread-safe; one for each utterance.
/// </remarks>
public sealed class WatermarkEmbedder
{
    private const int Context = WatermarkLayout.Delay;
    private const int Chunk = 1024;

    private static readonly float[] Fade =
        [.. Enumerable.Range(0, WatermarkLayout.FadeSamples).Select(i => (float)(0.5 - 0.5 * Math.Cos(Math.PI * (i + 0.5) / WatermarkLayout.FadeSamples)))];

    private readonly sbyte[] _signs;
    private readonly float[][] _filters = [new float[SubbandFilters.PaddedTaps], new float[SubbandFilters.PaddedTaps]];
    private readonly long[] _filterSlots = [-1, -1];

    // From 120 samples before the next output on; zeros behind the last that came, where the padded taps reach.
    private readonly float[] _buffer = new float[2 * Context + Chunk + SubbandFilters.PaddedTaps];
    private int _held = Context;
    private long _position;

    /// <param name="position">Index in the utterance of the first sample that will come: 0, or where an utterance goes on.</param>
    /// <param name="before">The unmarked samples before it, of which the last 120 count; too few are taken as silence.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is negative.</exception>
    public WatermarkEmbedder(WatermarkKey key, WatermarkPayload payload, long position = 0, ReadOnlySpan<float> before = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        _signs = new WatermarkPattern(key).Modulate(PolarCode.Encode(payload, key));
        _position = position;
        if (before.Length > Context)
            before = before[^Context..];
        before.CopyTo(_buffer.AsSpan(Context - before.Length));
    }

    /// <summary>Samples that came and are not out yet: at most <see cref="WatermarkLayout.Delay"/>.</summary>
    public int Pending => _held - Context;

    /// <param name="input">Any number of samples.</param>
    /// <param name="output">At least as many; may not overlap with <paramref name="input"/>.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException"><paramref name="output"/> is too small.</exception>
    public int Process(ReadOnlySpan<float> input, Span<float> output)
    {
        if (output.Length < input.Length)
            throw new ArgumentException($"{output.Length} samples of room are too few for {input.Length}.", nameof(output));
        var written = 0;
        while (!input.IsEmpty)
        {
            var taken = Math.Min(input.Length, Chunk);
            input[..taken].CopyTo(_buffer.AsSpan(_held));
            _held += taken;
            input = input[taken..];
            written += Release(_held - 2 * Context, output[written..]);
        }

        return written;
    }

    /// <summary>The samples that still waited for others; silence is taken to follow.</summary>
    /// <param name="output">At least <see cref="Pending"/> samples.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException"><paramref name="output"/> is too small.</exception>
    public int Flush(Span<float> output)
    {
        if (output.Length < Pending)
            throw new ArgumentException($"{output.Length} samples of room are too few for {Pending}.", nameof(output));
        return Release(Pending, output);
    }

    private int Release(int count, Span<float> output)
    {
        if (count <= 0)
            return 0;
        for (var i = 0; i < count; i++)
            output[i] = _buffer[Context + i] + Mark(_position + i, _buffer.AsSpan(i, SubbandFilters.PaddedTaps));
        _position += count;
        _held -= count;
        _buffer.AsSpan(count, _held).CopyTo(_buffer);
        _buffer.AsSpan(_held, count).Clear();
        return count;
    }

    private float Mark(long position, ReadOnlySpan<float> around)
    {
        const int HalfFade = WatermarkLayout.FadeSamples / 2;
        var slot = position / WatermarkLayout.SlotSamples;
        var into = (int)(position % WatermarkLayout.SlotSamples);
        var mark = SubbandFilters.Apply(Filter(slot), around);
        if (into < HalfFade && slot > 0)
            return Blend(SubbandFilters.Apply(Filter(slot - 1), around), mark, into + HalfFade);
        return into >= WatermarkLayout.SlotSamples - HalfFade
            ? Blend(mark, SubbandFilters.Apply(Filter(slot + 1), around), into - (WatermarkLayout.SlotSamples - HalfFade))
            : mark;
    }

    private static float Blend(float from, float to, int step) => from + Fade[step] * (to - from);

    private float[] Filter(long slot)
    {
        var place = (int)(slot % 2);
        if (_filterSlots[place] != slot)
        {
            var row = (int)(slot % WatermarkLayout.Slots) * WatermarkLayout.Bands;
            SubbandFilters.Compose(_signs.AsSpan(row, WatermarkLayout.Bands), _filters[place]);
            _filterSlots[place] = slot;
        }

        return _filters[place];
    }
}
