using System.Buffers.Binary;
using System.Text;

namespace Qwen3Tts.Audio.Wave;

/// <summary>A WAV file's words about itself: a LIST chunk of kind INFO.</summary>
public static class WaveInfo
{
    /// <summary>The whole chunk.</summary>
    /// <param name="software">What made the file (ISFT), in ASCII.</param>
    /// <param name="comment">Anything else (ICMT), in ASCII.</param>
    public static byte[] Chunk(string software, string comment)
    {
        byte[] entries = [.. Entry("ISFT"u8, software), .. Entry("ICMT"u8, comment)];
        return [.. "LIST"u8, .. Size(entries.Length + 4), .. "INFO"u8, .. entries];
    }

    // Each text ends with a zero, and each entry at an even place.
    private static byte[] Entry(ReadOnlySpan<byte> id, string text)
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(text), 0];
        return bytes.Length % 2 is 0 ? [.. id, .. Size(bytes.Length), .. bytes] : [.. id, .. Size(bytes.Length), .. bytes, 0];
    }

    private static byte[] Size(int bytes)
    {
        var size = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)bytes);
        return size;
    }
}
