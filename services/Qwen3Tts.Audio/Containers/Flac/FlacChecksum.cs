namespace Qwen3Tts.Audio.Containers.Flac;

/// <summary>The checks that guard a frame's header and the whole frame (RFC 9639, 9.1.8 and 9.3).</summary>
internal static class FlacChecksum
{
    private const ushort HeaderPolynomial = 0x07;
    private const ushort FramePolynomial = 0x8005;

    private static readonly ushort[] HeaderTable = Table(HeaderPolynomial, bits: 8);
    private static readonly ushort[] FrameTable = Table(FramePolynomial, bits: 16);

    public static byte OfHeader(ReadOnlySpan<byte> bytes)
    {
        byte crc = 0;
        foreach (var value in bytes)
            crc = (byte)HeaderTable[crc ^ value];
        return crc;
    }

    public static ushort OfFrame(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0;
        foreach (var value in bytes)
            crc = (ushort)(crc << 8 ^ FrameTable[crc >> 8 ^ value]);
        return crc;
    }

    private static ushort[] Table(ushort polynomial, int bits)
    {
        var top = 1 << (bits - 1);
        var table = new ushort[256];
        for (var value = 0; value < table.Length; value++)
        {
            var crc = value << (bits - 8);
            for (var i = 0; i < 8; i++)
                crc = (crc & top) is 0 ? crc << 1 : crc << 1 ^ polynomial;
            table[value] = (ushort)(crc & (2 * top - 1));
        }

        return table;
    }
}
