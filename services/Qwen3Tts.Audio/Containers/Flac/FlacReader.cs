using System.Buffers.Binary;
using Qwen3Tts.Audio.Wave;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Containers.Flac;

/// <summary>Reads FLAC (RFC 9639) from bytes that are not trusted, the channels averaged to one.</summary>
internal static class FlacReader
{
    private const string What = "FLAC file";
    private const int ChecksumBytes = 2;

    /// <exception cref="SpeechException">Invalid: what was found and what is accepted.</exception>
    public static Waveform Read(ReadOnlySpan<byte> file, WaveLimits limits, CancellationToken cancellationToken)
    {
        var info = FlacStreamInfo.Read(file);
        var mono = new MonoSamples(What, info.Channels, info.SampleRate, limits);
        mono.Expect(info.Frames);

        var block = new long[info.MaxBlockSize * info.Channels];
        var interleaved = new float[block.Length];
        var rest = file[info.FirstFrame..];
        var frames = 0L;
        // A writer that knew the length may have put a tag after the audio; without a length the audio ends with the file.
        while (info.Frames is 0 ? !rest.IsEmpty : frames < info.Frames)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rest.IsEmpty)
                throw SpeechException.Invalid($"The FLAC file is truncated: it states {info.Frames} samples, and {frames} are there.");
            rest = rest[ReadFrame(rest, info, block, interleaved, out var size)..];
            frames += size;
            mono.Add(interleaved.AsSpan(0, size * info.Channels));
        }

        return mono.Finish();
    }

    /// <returns>The frame's bytes.</returns>
    private static int ReadFrame(ReadOnlySpan<byte> frame, FlacStreamInfo info, long[] block, float[] interleaved, out int size)
    {
        var bits = new FlacBits(frame);
        var header = FlacFrameHeader.Read(ref bits, frame, info);
        size = header.BlockSize;
        for (var channel = 0; channel < info.Channels; channel++)
        {
            var isSide = header.Stereo switch
            {
                FlacStereo.SideAndRight => channel is 0,
                FlacStereo.LeftAndSide or FlacStereo.MidAndSide => channel is 1,
                _ => false,
            };
            FlacSubframe.Read(ref bits, info.BitsPerSample + (isSide ? 1 : 0), block.AsSpan(channel * size, size));
        }

        bits.Align();
        var end = bits.Position;
        if (frame.Length - end < ChecksumBytes)
            throw SpeechException.Invalid("The FLAC file is truncated.");
        if (BinaryPrimitives.ReadUInt16BigEndian(frame[end..]) != FlacChecksum.OfFrame(frame[..end]))
            throw SpeechException.Invalid("The FLAC file is damaged: a frame's checksum is wrong.");

        if (header.Stereo is not FlacStereo.None)
            Undo(header.Stereo, block.AsSpan(0, size), block.AsSpan(size, size));
        Interleave(block, size, info, interleaved);
        return end + ChecksumBytes;
    }

    private static void Undo(FlacStereo stereo, Span<long> first, Span<long> second)
    {
        for (var i = 0; i < first.Length; i++)
        {
            var (a, b) = (first[i], second[i]);
            (first[i], second[i]) = stereo switch
            {
                FlacStereo.LeftAndSide => (a, a - b),
                FlacStereo.SideAndRight => (a + b, b),
                // The lowest bit of the sum was dropped from the middle; the difference has the same one.
                _ => (((a << 1 | b & 1) + b) >> 1, ((a << 1 | b & 1) - b) >> 1),
            };
        }
    }

    private static void Interleave(long[] block, int size, FlacStreamInfo info, float[] interleaved)
    {
        var scale = 1.0 / (1L << (info.BitsPerSample - 1));
        for (var channel = 0; channel < info.Channels; channel++)
        {
            for (var i = 0; i < size; i++)
                interleaved[i * info.Channels + channel] = (float)(block[channel * size + i] * scale);
        }
    }
}
