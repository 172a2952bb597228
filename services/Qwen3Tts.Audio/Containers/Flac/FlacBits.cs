using System.Numerics;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Containers.Flac;

/// <summary>Reads bits, the highest of each byte first.</summary>
internal ref struct FlacBits(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _next;
    private ulong _held;
    private int _heldBits;

    /// <summary>The byte that follows the last one read from; bits that were left over count as read.</summary>
    public readonly int Position => _next - _heldBits / 8;

    /// <param name="count">0 to 32.</param>
    public uint Read(int count)
    {
        if (count is 0)
            return 0;
        Fill(count);
        _heldBits -= count;
        var value = (uint)(_held >> _heldBits) & (uint)((1UL << count) - 1);
        return value;
    }

    /// <param name="count">0 to 33, as two's complement.</param>
    public long ReadSigned(int count)
    {
        if (count is 0)
            return 0;
        var high = Math.Max(0, count - 32);
        var value = ((long)Read(high) << 32) | Read(count - high);
        return value << (64 - count) >> (64 - count);
    }

    /// <summary>Zeros before the next one, which is read too.</summary>
    public uint ReadUnary()
    {
        var zeros = 0u;
        while (true)
        {
            Fill(1);
            var rest = _held << (64 - _heldBits);
            if (rest is not 0)
            {
                var leading = BitOperations.LeadingZeroCount(rest);
                _heldBits -= leading + 1;
                return zeros + (uint)leading;
            }

            zeros += (uint)_heldBits;
            _heldBits = 0;
        }
    }

    /// <summary>Skips to the next whole byte.</summary>
    public void Align() => _heldBits -= _heldBits % 8;

    private void Fill(int count)
    {
        while (_heldBits <= 56 && _next < _bytes.Length)
        {
            _held = _held << 8 | _bytes[_next++];
            _heldBits += 8;
        }

        if (_heldBits < count)
            throw SpeechException.Invalid("The FLAC file is truncated.");
    }
}
