using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Containers.Flac;

/// <summary>A frame's header (RFC 9639, 9.1).</summary>
/// <param name="BlockSize">Samples of every channel.</param>
/// <param name="Stereo">Which of two channels is coded as a difference.</param>
internal readonly record struct FlacFrameHeader(int BlockSize, FlacStereo Stereo)
{
    private const int Sync = 0b11_1111_1111_1110;
    private const int MaxBlockSize = 65535;

    /// <param name="bits">At the start of <paramref name="frame"/>.</param>
    /// <exception cref="SpeechException">Invalid: damaged, or other than the file's STREAMINFO says.</exception>
    public static FlacFrameHeader Read(ref FlacBits bits, ReadOnlySpan<byte> frame, FlacStreamInfo info)
    {
        if (bits.Read(14) is not Sync || bits.Read(1) is not 0)
            throw Damaged();
        bits.Read(1);
        var sizeCode = (int)bits.Read(4);
        var rateCode = (int)bits.Read(4);
        var channelCode = (int)bits.Read(4);
        var depthCode = (int)bits.Read(3);
        if (bits.Read(1) is not 0)
            throw Damaged();
        SkipNumber(ref bits);

        var blockSize = BlockSizeOf(sizeCode, ref bits);
        var rate = RateOf(rateCode, ref bits, info);
        var end = bits.Position;
        if (bits.Read(8) != FlacChecksum.OfHeader(frame[..end]))
            throw Damaged();

        var channels = channelCode < 8 ? channelCode + 1 : 2;
        if (channelCode > 10 || blockSize > MaxBlockSize || blockSize > Math.Max(info.MaxBlockSize, 16))
            throw Damaged();
        if (channels != info.Channels || rate != info.SampleRate || DepthOf(depthCode, info) != info.BitsPerSample)
            throw SpeechException.Invalid("The FLAC file changes channels, sample rate or bits within; one kind from start to end is accepted.");
        return new FlacFrameHeader(blockSize, channelCode < 8 ? FlacStereo.None : (FlacStereo)(channelCode - 7));
    }

    // The number of the frame or of its first sample, in UTF-8's way of writing up to 36 bits.
    private static void SkipNumber(ref FlacBits bits)
    {
        var first = bits.Read(8);
        var follow = System.Numerics.BitOperations.LeadingZeroCount(~(first << 24)) is var ones and > 0 ? ones - 1 : 0;
        if (follow > 6 || (first & 0xC0) is 0x80)
            throw Damaged();
        for (; follow > 0; follow--)
        {
            if ((bits.Read(8) & 0xC0) is not 0x80)
                throw Damaged();
        }
    }

    private static int BlockSizeOf(int code, ref FlacBits bits) => code switch
    {
        1 => 192,
        >= 2 and <= 5 => 576 << (code - 2),
        6 => (int)bits.Read(8) + 1,
        7 => (int)bits.Read(16) + 1,
        >= 8 => 256 << (code - 8),
        _ => throw Damaged(),
    };

    private static int RateOf(int code, ref FlacBits bits, FlacStreamInfo info) => code switch
    {
        0 => info.SampleRate,
        1 => 88_200,
        2 => 176_400,
        3 => 192_000,
        4 => 8_000,
        5 => 16_000,
        6 => 22_050,
        7 => 24_000,
        8 => 32_000,
        9 => 44_100,
        10 => 48_000,
        11 => 96_000,
        12 => (int)bits.Read(8) * 1000,
        13 => (int)bits.Read(16),
        14 => (int)bits.Read(16) * 10,
        _ => throw Damaged(),
    };

    private static int DepthOf(int code, FlacStreamInfo info) => code switch
    {
        0 => info.BitsPerSample,
        1 => 8,
        2 => 12,
        4 => 16,
        5 => 20,
        6 => 24,
        7 => 32,
        _ => throw Damaged(),
    };

    private static SpeechException Damaged() => SpeechException.Invalid("The FLAC file is damaged: a frame does not begin where one should.");
}
