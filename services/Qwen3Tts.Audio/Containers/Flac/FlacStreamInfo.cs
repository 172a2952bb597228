using System.Buffers.Binary;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Containers.Flac;

/// <summary>A file's STREAMINFO block (RFC 9639, 8.2).</summary>
/// <param name="BitsPerSample">4 to 32.</param>
/// <param name="Frames">Samples of every channel; 0 where the writer did not know.</param>
/// <param name="FirstFrame">Where the audio begins.</param>
internal readonly record struct FlacStreamInfo(int MaxBlockSize, int SampleRate, int Channels, int BitsPerSample, long Frames, int FirstFrame)
{
    private const int MarkerBytes = 4;
    private const int BlockHeaderBytes = 4;
    private const int InfoBytes = 34;
    private const int InfoType = 0;
    private const int MinBlockSize = 16;

    /// <exception cref="SpeechException">Invalid: the blocks before the audio are damaged.</exception>
    public static FlacStreamInfo Read(ReadOnlySpan<byte> file)
    {
        var offset = AudioContainer.Id3Bytes(file) + MarkerBytes;
        FlacStreamInfo? info = null;
        while (true)
        {
            if (file.Length - offset < BlockHeaderBytes)
                throw SpeechException.Invalid("The FLAC file is truncated: it ends before its audio.");
            var header = BinaryPrimitives.ReadUInt32BigEndian(file[offset..]);
            var size = (int)(header & 0xFF_FFFF);
            offset += BlockHeaderBytes;
            if (size > file.Length - offset)
                throw SpeechException.Invalid($"The FLAC file is truncated: a block states {size} bytes, and {file.Length - offset} follow.");

            if ((header >> 24 & 0x7F) is InfoType)
                info ??= Parse(file.Slice(offset, size));
            offset += size;
            if (header >> 31 is 0)
                continue;
            return info is { } found
                ? found with { FirstFrame = offset }
                : throw SpeechException.Invalid("The FLAC file has no STREAMINFO block.");
        }
    }

    private static FlacStreamInfo Parse(ReadOnlySpan<byte> block)
    {
        if (block.Length < InfoBytes)
            throw SpeechException.Invalid($"The FLAC file's STREAMINFO block has {block.Length} bytes; {InfoBytes} are expected.");
        var packed = BinaryPrimitives.ReadUInt64BigEndian(block[10..]);
        var info = new FlacStreamInfo(
            BinaryPrimitives.ReadUInt16BigEndian(block[2..]),
            (int)(packed >> 44),
            (int)(packed >> 41 & 7) + 1,
            (int)(packed >> 36 & 31) + 1,
            (long)(packed & 0xF_FFFF_FFFF),
            0);
        if (info.MaxBlockSize < MinBlockSize)
            throw SpeechException.Invalid($"The FLAC file states blocks of {info.MaxBlockSize} samples; at least {MinBlockSize} are expected.");
        return info.BitsPerSample >= 4
            ? info
            : throw SpeechException.Invalid($"The FLAC file has samples of {info.BitsPerSample} bits; 4 to 32 are expected.");
    }
}
