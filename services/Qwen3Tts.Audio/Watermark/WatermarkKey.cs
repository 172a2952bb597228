using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Watermark;

/// <summary>The operator's secret: who has it can embed, find and remove marks. It is never written out.</summary>
public sealed class WatermarkKey
{
    public const int MinBytes = 16;
    public const int MaxBytes = 64;

    private readonly byte[] _secret;

    /// <exception cref="SpeechException">Invalid: not within <see cref="MinBytes"/> and <see cref="MaxBytes"/>.</exception>
    public WatermarkKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length is < MinBytes or > MaxBytes)
            throw SpeechException.Invalid($"The watermark key has {secret.Length} bytes; {MinBytes} to {MaxBytes} random bytes are needed.");
        _secret = secret.ToArray();
    }

    /// <param name="hex">Hexadecimal digits, two a byte.</param>
    /// <exception cref="SpeechException">Invalid: other characters, or too few or many.</exception>
    public static WatermarkKey Parse(string hex)
    {
        try
        {
            return new WatermarkKey(Convert.FromHexString(hex.Trim()));
        }
        catch (FormatException)
        {
            throw SpeechException.Invalid($"The watermark key is not hexadecimal; {2 * MinBytes} to {2 * MaxBytes} hexadecimal digits are needed.");
        }
    }

    /// <summary>Says nothing of the secret.</summary>
    public override string ToString() => "watermark key";

    /// <summary>Fills with pseudorandom bytes, HMAC-SHA256 of the purpose and a counter: a key for another purpose, which tells nothing of this one.</summary>
    /// <param name="purpose">ASCII; all but "signs", "spread" and "tag", which the mark uses.</param>
    public void Derive(string purpose, Span<byte> destination)
    {
        var name = Encoding.ASCII.GetBytes(purpose);
        Span<byte> input = stackalloc byte[name.Length + sizeof(int)];
        name.CopyTo(input);
        Span<byte> block = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var counter = 0; !destination.IsEmpty; counter++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(input[name.Length..], counter);
            HMACSHA256.HashData(_secret, input, block);
            var taken = Math.Min(block.Length, destination.Length);
            block[..taken].CopyTo(destination);
            destination = destination[taken..];
        }
    }

    /// <summary>The first 16 bits of the HMAC-SHA256 of a payload: what tells a decoded payload from a misread one.</summary>
    internal ushort Tag(WatermarkPayload payload)
    {
        Span<byte> input = stackalloc byte[sizeof(ulong) + 3];
        "tag"u8.CopyTo(input);
        BinaryPrimitives.WriteUInt64LittleEndian(input[3..], payload.Value);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, input, hash);
        return BinaryPrimitives.ReadUInt16LittleEndian(hash);
    }
}
