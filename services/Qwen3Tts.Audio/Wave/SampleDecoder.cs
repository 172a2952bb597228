using System.Buffers.Binary;
using System.Globalization;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Wave;

/// <summary>Bytes of a data chunk to mono samples.</summary>
internal static class SampleDecoder
{
    // Full scale is 1. Floating-point files go beyond it where they were amplified; far beyond, they are not scaled so.
    private const float MaxMagnitude = 8;

    /// <summary>Averages the channels, as the official package does.</summary>
    /// <exception cref="SpeechException">Invalid: a floating-point sample is not finite or not scaled to 1.</exception>
    public static void DecodeMono(ReadOnlySpan<byte> data, WaveFormat format, Span<float> mono)
    {
        for (var frame = 0; frame < mono.Length; frame++)
        {
            var sum = 0.0;
            for (var channel = 0; channel < format.Channels; channel++)
                sum += Decode(data[(frame * format.BytesPerFrame + channel * format.BytesPerSample)..], format.Encoding);
            var sample = (float)(sum / format.Channels);
            if (!(MathF.Abs(sample) <= MaxMagnitude))
            {
                throw SpeechException.Invalid(string.Create(
                    CultureInfo.InvariantCulture, $"Sample {frame} of the WAV file is {sample}; full scale is -1 to 1."));
            }

            mono[frame] = sample;
        }
    }

    private static double Decode(ReadOnlySpan<byte> bytes, SampleEncoding encoding) => encoding switch
    {
        SampleEncoding.Unsigned8 => (bytes[0] - 128) / 128.0,
        SampleEncoding.Signed16 => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768.0,
        SampleEncoding.Signed24 => ((bytes[0] << 8 | bytes[1] << 16 | bytes[2] << 24) >> 8) / 8388608.0,
        SampleEncoding.Signed32 => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648.0,
        SampleEncoding.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };
}
