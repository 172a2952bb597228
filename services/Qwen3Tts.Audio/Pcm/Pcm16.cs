using System.Buffers.Binary;

namespace Qwen3Tts.Audio.Pcm;

/// <summary>
/// 16-bit signed little-endian PCM. Full scale is 32,768 both ways, so that bytes → floats → the same bytes holds for all.
/// </summary>
public static class Pcm16
{
    public const int BytesPerSample = sizeof(short);

    private const float FullScale = 32768f;

    /// <summary>Rounds to the nearest step (ties to even) and clamps what is outside [−1, 1). Not-a-number becomes silence.</summary>
    /// <param name="destination">At least two bytes for each of <paramref name="samples"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too small.</exception>
    public static void FromFloat(ReadOnlySpan<float> samples, Span<byte> destination)
    {
        if (destination.Length / BytesPerSample < samples.Length)
            throw new ArgumentException($"{destination.Length} bytes do not hold {samples.Length} samples.", nameof(destination));
        for (var i = 0; i < samples.Length; i++)
        {
            var step = Math.Clamp(MathF.Round(samples[i] * FullScale), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(destination[(i * BytesPerSample)..], (short)step);
        }
    }

    /// <inheritdoc cref="FromFloat(ReadOnlySpan{float}, Span{byte})"/>
    public static byte[] FromFloat(ReadOnlySpan<float> samples)
    {
        var bytes = new byte[samples.Length * BytesPerSample];
        FromFloat(samples, bytes);
        return bytes;
    }

    /// <summary>Samples in [−1, 1).</summary>
    /// <param name="samples">At least one for every two of <paramref name="bytes"/>.</param>
    /// <exception cref="ArgumentException">Half a sample at the end, or <paramref name="samples"/> is too small.</exception>
    public static void ToFloat(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        if (bytes.Length % BytesPerSample is not 0)
            throw new ArgumentException($"{bytes.Length} bytes are not whole 16-bit samples.", nameof(bytes));
        if (samples.Length < bytes.Length / BytesPerSample)
            throw new ArgumentException($"{samples.Length} samples do not hold {bytes.Length} bytes.", nameof(samples));
        for (var i = 0; i < bytes.Length / BytesPerSample; i++)
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(i * BytesPerSample)..]) / FullScale;
    }

    /// <inheritdoc cref="ToFloat(ReadOnlySpan{byte}, Span{float})"/>
    public static float[] ToFloat(ReadOnlySpan<byte> bytes)
    {
        var samples = new float[bytes.Length / BytesPerSample];
        ToFloat(bytes, samples);
        return samples;
    }
}
