namespace Qwen3Tts.Audio.Streaming;

/// <summary>Samples that wait, each known by its index in the whole. It holds what was written and not dropped.</summary>
public sealed class SampleQueue
{
    private float[] _samples = new float[4096];
    private int _from;
    private int _count;

    /// <summary>Index of the first sample that is held.</summary>
    public long Start { get; private set; }

    /// <summary>Index after the last.</summary>
    public long End => Start + _count;

    public int Count => _count;

    public void Write(ReadOnlySpan<float> samples)
    {
        MakeRoom(samples.Length);
        samples.CopyTo(_samples.AsSpan(_from + _count));
        _count += samples.Length;
    }

    public void WriteSilence(int count)
    {
        MakeRoom(count);
        _samples.AsSpan(_from + _count, count).Clear();
        _count += count;
    }

    /// <summary>Samples that are held; valid until the next write.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Some are not held.</exception>
    public Span<float> Read(long first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, Start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, End);
        return _samples.AsSpan(_from + (int)(first - Start), count);
    }

    /// <summary>All that are held; valid until the next write.</summary>
    public Span<float> ReadAll() => Read(Start, _count);

    /// <summary>Forgets samples before an index; those that are not there yet are not forgotten.</summary>
    public void DropBefore(long first)
    {
        var dropped = (int)Math.Clamp(first - Start, 0, _count);
        Start += dropped;
        _from += dropped;
        _count -= dropped;
    }

    public void Clear() => DropBefore(End);

    private void MakeRoom(int more)
    {
        if (_from + _count + more <= _samples.Length)
            return;
        var target = _count + more <= _samples.Length ? _samples : new float[Math.Max(2 * _samples.Length, _count + more)];
        _samples.AsSpan(_from, _count).CopyTo(target);
        (_samples, _from) = (target, 0);
    }
}
