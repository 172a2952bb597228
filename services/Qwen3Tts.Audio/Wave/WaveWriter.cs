using System.Buffers.Binary;
using Qwen3Tts.Audio.Pcm;

namespace Qwen3Tts.Audio.Wave;

/// <summary>Writes 16-bit mono WAV, whole or as it comes.</summary>
public static class WaveWriter
{
    /// <summary>Those of the header without an info chunk.</summary>
    public const int HeaderBytes = 44;

    private const int FormatEnd = 36;

    /// <summary>The most samples whose size fits a WAV header.</summary>
    public const long MaxSamples = (uint.MaxValue - HeaderBytes) / Pcm16.BytesPerSample;

    // What players take as "until the end of the stream".
    private const uint UnknownSize = uint.MaxValue;

    /// <summary>The bytes before the samples.</summary>
    /// <param name="sampleRate">In hertz.</param>
    /// <param name="samples">How many samples follow; null where that is not known yet.</param>
    /// <param name="info">A chunk that stands before them, as <see cref="WaveInfo"/> makes it; empty for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="MaxSamples"/>, less what the chunk takes.</exception>
    public static byte[] Header(int sampleRate, long? samples, ReadOnlySpan<byte> info = default)
    {
        var most = MaxSamples - (info.Length + 1) / Pcm16.BytesPerSample;
        if (samples < 0 || samples > most)
            throw new ArgumentOutOfRangeException(nameof(samples), samples, $"A WAV file holds 0 to {most} samples.");
        var dataBytes = samples is { } known ? (uint)known * Pcm16.BytesPerSample : UnknownSize;

        var header = new byte[HeaderBytes + info.Length];
        var span = header.AsSpan();
        "RIFF"u8.CopyTo(span);
        BinaryPrimitives.WriteUInt32LittleEndian(span[4..], samples is null ? UnknownSize : dataBytes + (uint)header.Length - 8);
        "WAVEfmt "u8.CopyTo(span[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(span[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(span[20..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(span[22..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(span[24..], (uint)sampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(span[28..], (uint)(sampleRate * Pcm16.BytesPerSample));
        BinaryPrimitives.WriteUInt16LittleEndian(span[32..], Pcm16.BytesPerSample);
        BinaryPrimitives.WriteUInt16LittleEndian(span[34..], 8 * Pcm16.BytesPerSample);
        info.CopyTo(span[FormatEnd..]);
        "data"u8.CopyTo(span[^8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(span[^4..], dataBytes);
        return header;
    }

    /// <summary>A whole file.</summary>
    public static byte[] Write(Waveform waveform)
    {
        var file = new byte[HeaderBytes + waveform.Samples.Length * Pcm16.BytesPerSample];
        Header(waveform.SampleRate, waveform.Samples.Length).CopyTo(file, 0);
        Pcm16.FromFloat(waveform.Samples, file.AsSpan(HeaderBytes));
        return file;
    }
}
