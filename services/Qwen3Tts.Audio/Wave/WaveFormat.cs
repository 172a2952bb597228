using System.Buffers.Binary;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Wave;

/// <summary>A <c>fmt </c> chunk that has been checked: every value is one that the reader decodes.</summary>
internal readonly record struct WaveFormat(SampleEncoding Encoding, int Channels, int SampleRate, int BytesPerSample)
{
    private const int BasicBytes = 16;
    private const int ExtensibleBytes = 40;
    private const int SubFormatOffset = 24;

    private const ushort Pcm = 1;
    private const ushort IeeeFloat = 3;
    private const ushort Extensible = 0xFFFE;

    private const string Accepted = "PCM of 8, 16, 24 or 32 bits and floating point of 32 or 64 bits are accepted";

    public int BytesPerFrame => Channels * BytesPerSample;

    // The format tag followed by these bytes is the sub-format of WAVE_FORMAT_EXTENSIBLE (KSDATAFORMAT_SUBTYPE_*).
    private static ReadOnlySpan<byte> SubFormatTail => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    /// <exception cref="SpeechException">The chunk is malformed or states something outside <paramref name="limits"/>.</exception>
    public static WaveFormat Parse(ReadOnlySpan<byte> chunk, WaveLimits limits)
    {
        if (chunk.Length < BasicBytes)
            throw SpeechException.Invalid($"The WAV file's fmt chunk has {chunk.Length} bytes; at least {BasicBytes} are expected.");

        var tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        var sampleRate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        var bytesPerFrame = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);

        if (tag is Extensible)
            tag = SubFormat(chunk);
        var encoding = ParseEncoding(tag, bits);
        if (channels is 0 || channels > limits.MaxChannels)
            throw SpeechException.Invalid($"The WAV file has {channels} channels; 1 to {limits.MaxChannels} are accepted.");
        if (sampleRate < limits.MinSampleRate || sampleRate > limits.MaxSampleRate)
        {
            throw SpeechException.Invalid(
                $"The WAV file has a sample rate of {sampleRate} Hz; {limits.MinSampleRate} to {limits.MaxSampleRate} Hz are accepted.");
        }

        if (bytesPerFrame != channels * bits / 8)
        {
            throw SpeechException.Invalid(
                $"The WAV file states {bytesPerFrame} bytes for a sample of all channels; {channels} × {bits} bits make {channels * bits / 8}.");
        }

        return new WaveFormat(encoding, channels, (int)sampleRate, bits / 8);
    }

    private static ushort SubFormat(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length < ExtensibleBytes)
        {
            throw SpeechException.Invalid(
                $"The WAV file's extensible fmt chunk has {chunk.Length} bytes; at least {ExtensibleBytes} are expected.");
        }

        var subFormat = chunk[SubFormatOffset..ExtensibleBytes];
        if (!subFormat[2..].SequenceEqual(SubFormatTail))
            throw SpeechException.Invalid($"The WAV file's sub-format {new Guid(subFormat)} is not known; {Accepted}.");
        return BinaryPrimitives.ReadUInt16LittleEndian(subFormat);
    }

    private static SampleEncoding ParseEncoding(ushort tag, ushort bits) => (tag, bits) switch
    {
        (Pcm, 8) => SampleEncoding.Unsigned8,
        (Pcm, 16) => SampleEncoding.Signed16,
        (Pcm, 24) => SampleEncoding.Signed24,
        (Pcm, 32) => SampleEncoding.Signed32,
        (IeeeFloat, 32) => SampleEncoding.Float32,
        (IeeeFloat, 64) => SampleEncoding.Float64,
        _ => throw SpeechException.Invalid($"The WAV file holds {Describe(tag)} of {bits} bits; {Accepted}."),
    };

    // Registered tags that recorders are seen to write (RFC 2361).
    private static string Describe(ushort tag) => tag switch
    {
        Pcm => "PCM",
        IeeeFloat => "floating point",
        0x02 or 0x11 => "ADPCM",
        0x06 => "A-law",
        0x07 => "µ-law",
        0x55 => "MP3",
        _ => $"format 0x{tag:X4}",
    };
}
