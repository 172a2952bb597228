using System.Runtime.InteropServices;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Synthesis;

namespace Qwen3Tts.Gateway.Output;

/// <summary>
/// All that happens to an utterance's samples on their way out, in this order: decoded, faded where a runaway was cut off, marked, encoded.
/// Nothing else in the Gateway makes bytes of samples, so that no route can forget the mark.
/// </summary>
/// <remarks>
/// The mark holds the last 5 ms back until <see cref="Flush"/>; as many samples come out as went in. What comes out is valid until
/// the next call.
/// </remarks>
/// <param name="watermark">Null where speech is not marked.</param>
internal sealed class OutputChain(AudioEncoding encoding, FadeOut fade, WatermarkEmbedder? watermark)
{
    private float[] _samples = [];
    private float[] _marked = [];
    private byte[] _bytes = [];
    private long _received;

    /// <summary>Samples that came out so far: the index of the next.</summary>
    public long Sent { get; private set; }

    /// <param name="block">Samples as floats, those after the ones before.</param>
    /// <returns>What can go out, in the encoding; may be empty.</returns>
    public ReadOnlyMemory<byte> Process(ReadOnlyMemory<byte> block)
    {
        var count = block.Length / sizeof(float);
        var first = _received;
        _received += count;
        if (encoding is AudioEncoding.PcmF32 && watermark is null && !fade.Reaches(_received))
        {
            Sent += count;
            return block;
        }

        Reserve(count);
        var samples = _samples.AsSpan(0, count);
        MemoryMarshal.Cast<byte, float>(block.Span).CopyTo(samples);
        fade.Apply(samples, first);
        if (watermark is null)
            return Encode(samples);
        return Encode(_marked.AsSpan(0, watermark.Process(samples, _marked)));
    }

    /// <summary>The end: what was held back.</summary>
    public ReadOnlyMemory<byte> Flush()
    {
        if (watermark is null)
            return default;
        Reserve(watermark.Pending);
        return Encode(_marked.AsSpan(0, watermark.Flush(_marked)));
    }

    private ReadOnlyMemory<byte> Encode(ReadOnlySpan<float> samples)
    {
        var size = encoding is AudioEncoding.PcmF32 ? sizeof(float) : Pcm16.BytesPerSample;
        var bytes = _bytes.AsMemory(0, samples.Length * size);
        if (encoding is AudioEncoding.PcmF32)
            MemoryMarshal.AsBytes(samples).CopyTo(bytes.Span);
        else
            Pcm16.FromFloat(samples, bytes.Span);
        Sent += samples.Length;
        return bytes;
    }

    private void Reserve(int count)
    {
        if (_samples.Length >= count)
            return;
        _samples = new float[count];
        _marked = new float[count];
        _bytes = new byte[count * sizeof(float)];
    }
}
