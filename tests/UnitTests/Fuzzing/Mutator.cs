using System.Buffers.Binary;

namespace Qwen3Tts.UnitTests.Fuzzing;

/// <summary>
/// Damages good files the way accidents and attackers do: flipped bits, cut and doubled stretches, wild lengths, and pieces of the
/// format's own vocabulary in the wrong place. The same seed gives the same damage.
/// </summary>
/// <param name="words">Pieces of the format that are put where they do not belong.</param>
public sealed class Mutator(int seed, params string[] words)
{
    private static readonly long[] WildNumbers =
        [0, 1, -1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    private readonly Random _random = new(seed);

    /// <summary>A copy of <paramref name="good"/> with one to four pieces of damage.</summary>
    public byte[] Mutate(ReadOnlySpan<byte> good)
    {
        var bytes = good.ToArray();
        for (var times = _random.Next(1, 5); times > 0; times--)
            bytes = Damage(bytes);
        return bytes;
    }

    /// <summary>As <see cref="Mutate"/>, with the damage kept to a stretch of the file, such as its header.</summary>
    public byte[] Mutate(ReadOnlySpan<byte> good, Range stretch)
    {
        var (start, length) = stretch.GetOffsetAndLength(good.Length);
        return [.. good[..start], .. Mutate(good.Slice(start, length)), .. good[(start + length)..]];
    }

    private byte[] Damage(byte[] bytes)
    {
        if (bytes.Length == 0)
            return Word();
        var at = _random.Next(bytes.Length);
        var end = Math.Min(bytes.Length, at + 1 + _random.Next(32));
        switch (_random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes[end..]];
            case 4:
                return [.. bytes[..end], .. bytes[at..]];
            case 5:
                return [.. bytes[..at], .. Word(), .. bytes[end..]];
            case 6:
                return [.. bytes[..at], .. Word(), .. bytes[at..]];
            default:
                return WriteNumber(bytes, at);
        }
    }

    private byte[] Word() => words.Length == 0 ? [(byte)_random.Next(256)] : System.Text.Encoding.UTF8.GetBytes(words[_random.Next(words.Length)]);

    private byte[] WriteNumber(byte[] bytes, int at)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, WildNumbers[_random.Next(WildNumbers.Length)]);
        var width = Math.Min(1 << _random.Next(4), bytes.Length - at);
        number[..width].CopyTo(bytes.AsSpan(at));
        return bytes;
    }
}
