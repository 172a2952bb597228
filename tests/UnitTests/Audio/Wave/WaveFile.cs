using System.Buffers.Binary;
using System.Text;

namespace Qwen3Tts.UnitTests.Audio.Wave;

/// <summary>Writes WAV files of every kind, right and wrong ones.</summary>
internal sealed class WaveFile
{
    public const ushort Pcm = 1;
    public const ushort Float = 3;
    public const ushort Extensible = 0xFFFE;

    private readonly List<byte> _chunks = [];

    public ushort Tag { get; init; } = Pcm;

    public ushort SubTag { get; init; } = Pcm;

    public ushort Bits { get; init; } = 16;

    public ushort Channels { get; init; } = 1;

    public uint SampleRate { get; init; } = 24_000;

    public ushort? BytesPerFrame { get; init; }

    public uint? RiffSize { get; init; }

    public WaveFile Chunk(string id, byte[] body, uint? size = null)
    {
        _chunks.AddRange(Encoding.ASCII.GetBytes(id));
        _chunks.AddRange(UInt32(size ?? (uint)body.Length));
        _chunks.AddRange(body);
        if (size is null && body.Length % 2 is not 0)
            _chunks.Add(0);
        return this;
    }

    public WaveFile Format() => Chunk("fmt ", FormatBody());

    public byte[] FormatBody()
    {
        var body = new byte[Tag is Extensible ? 40 : 16];
        var span = body.AsSpan();
        var bytesPerFrame = BytesPerFrame ?? (ushort)(Channels * Bits / 8);
        BinaryPrimitives.WriteUInt16LittleEndian(span, Tag);
        BinaryPrimitives.WriteUInt16LittleEndian(span[2..], Channels);
        BinaryPrimitives.WriteUInt32LittleEndian(span[4..], SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(span[8..], SampleRate * bytesPerFrame);
        BinaryPrimitives.WriteUInt16LittleEndian(span[12..], bytesPerFrame);
        BinaryPrimitives.WriteUInt16LittleEndian(span[14..], Bits);
        if (Tag is Extensible)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(span[16..], 22);
            BinaryPrimitives.WriteUInt16LittleEndian(span[18..], Bits);
            new Guid(SubTag, 0, 0x10, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71).TryWriteBytes(span[24..]);
        }

        return body;
    }

    public byte[] Bytes() =>
        [.. "RIFF"u8, .. UInt32(RiffSize ?? (uint)(4 + _chunks.Count)), .. "WAVE"u8, .. _chunks];

    public static byte[] Samples(ushort tag, int bits, params double[] samples) =>
        [.. samples.SelectMany(sample => Encode(tag, bits, sample))];

    private static byte[] Encode(ushort tag, int bits, double sample) => (tag, bits) switch
    {
        (Float, 32) => BitConverter.GetBytes((float)sample),
        (Float, 64) => BitConverter.GetBytes(sample),
        (Pcm, 8) => [(byte)(sample * 128 + 128)],
        _ => [.. BitConverter.GetBytes((int)(sample * int.MaxValue)).Skip(4 - bits / 8)],
    };

    private static byte[] UInt32(uint value) => BitConverter.GetBytes(value);
}
