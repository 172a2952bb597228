namespace Qwen3Tts.Audio.Containers.Ogg;

/// <summary>A page's CRC-32: polynomial 0x04C11DB7, highest bit first, begun at 0, its own field taken as 0 (RFC 3533, 6).</summary>
internal static class OggChecksum
{
    private const uint Polynomial = 0x04C1_1DB7;
    private const int FieldOffset = 22;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Step((uint)value << 24))];

    public static uint OfPage(ReadOnlySpan<byte> page)
    {
        var crc = 0u;
        for (var i = 0; i < page.Length; i++)
            crc = crc << 8 ^ Table[crc >> 24 ^ (i is >= FieldOffset and < FieldOffset + sizeof(uint) ? (byte)0 : page[i])];
        return crc;
    }

    private static uint Step(uint crc)
    {
        for (var i = 0; i < 8; i++)
            crc = (crc & 0x8000_0000) is 0 ? crc << 1 : crc << 1 ^ Polynomial;
        return crc;
    }
}
