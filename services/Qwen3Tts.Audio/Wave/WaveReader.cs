using System.Buffers.Binary;
using System.Globalization;
using Qwen3Tts.Audio.Containers;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Audio.Wave;

/// <summary>
/// Reads RIFF WAV from bytes that are not trusted: PCM of 8 to 32 bits and floating point, plain or extensible header, the
/// channels averaged to one.
/// </summary>
public static class WaveReader
{
    private const int RiffHeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;

    // What a writer that cannot seek puts in place of a size it does not know: 0xFFFFFFFF, or about 2 GiB (sox, espeak).
    private const uint UnknownSize = 0x7FFF_0000;

    /// <param name="file">The whole file.</param>
    /// <exception cref="SpeechException">Invalid: what was found and what is accepted.</exception>
    public static Waveform Read(ReadOnlySpan<byte> file, WaveLimits limits)
    {
        if (file.IsEmpty)
            throw SpeechException.Invalid("The audio is empty; a WAV file is expected.");
        if (file.Length < RiffHeaderBytes || !file.StartsWith("RIFF"u8) || !file[8..RiffHeaderBytes].SequenceEqual("WAVE"u8))
            throw SpeechException.Invalid($"The audio is {AudioContainer.Describe(file)}; a WAV file is expected.");

        var data = FindData(file, limits, out var format);
        var frames = data.Length / format.BytesPerFrame;
        if (frames is 0)
            throw SpeechException.Invalid("The WAV file holds no samples.");
        var seconds = (double)frames / format.SampleRate;
        if (seconds > limits.MaxSeconds)
        {
            throw SpeechException.Invalid(string.Create(
                CultureInfo.InvariantCulture, $"The audio is {seconds:0.0} s long; at most {limits.MaxSeconds:0.###} s are accepted."));
        }


        var samples = new float[frames];
        SampleDecoder.DecodeMono(data, format, samples);
        return new Waveform(samples, format.SampleRate);
    }

    private static ReadOnlySpan<byte> FindData(ReadOnlySpan<byte> file, WaveLimits limits, out WaveFormat format)
    {
        var riffSize = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        WaveFormat? found = null;
        var offset = RiffHeaderBytes;
        while (file.Length - offset >= ChunkHeaderBytes)
        {
            var id = file.Slice(offset, 4);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(file[(offset + 4)..]);
            offset += ChunkHeaderBytes;
            var rest = file[offset..];

            if (id.SequenceEqual("data"u8))
            {
                if (found is not { } known)
                    throw SpeechException.Invalid("The WAV file's data chunk comes before its fmt chunk.");
                var streamed = size >= UnknownSize || (size is 0 && (riffSize is 0 || riffSize >= UnknownSize));
                if (!streamed && size > rest.Length)
                {
                    throw SpeechException.Invalid(
                        $"The WAV file is truncated: its data chunk states {size} bytes, and {rest.Length} follow.");
                }

                format = known;
                return streamed ? rest : rest[..(int)size];
            }

            if (size > rest.Length)
            {
                throw SpeechException.Invalid(
                    $"The WAV file is truncated: a chunk before its data states {size} bytes, and {rest.Length} follow.");
            }

            if (id.SequenceEqual("fmt "u8))
                found = WaveFormat.Parse(rest[..(int)size], limits);
            // A chunk of odd size is followed by one byte that its size does not count.
            offset += (int)size + (int)(size & 1);
        }

        throw SpeechException.Invalid($"The WAV file has no {(found is null ? "fmt" : "data")} chunk.");
    }
}
