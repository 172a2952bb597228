using System.Runtime.InteropServices;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Audio.Streaming;
using Qwen3Tts.Audio.Watermark;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis;

namespace Qwen3Tts.Gateway.Output;

/// <summary>
/// All that happens to an utterance's samples on their way out, in this order: decoded, faded where a runaway was cut off, shaped (pauses,
/// rate, pitch, volume), marked, encoded. Nothing else in the Gateway makes bytes of samples, so that no route can forget the mark.
/// </summary>
/// <remarks>
/// The mark holds the last 5 ms back until <see cref="Flush"/>; unshaped, as many samples come out as went in. What comes out is valid
/// until the next call.
/// </remarks>
/// <param name="watermark">Null where speech is not marked.</param>
/// <param name="plan">What the text says of its parts.</param>
/// <param name="shaping">Null where nothing is asked for.</param>
internal sealed class OutputChain(AudioEncoding encoding, FadeOut fade, WatermarkEmbedder? watermark, StretchPlan plan, SpeechShaping? shaping = null)
{
    private readonly List<SpokenMark> _marks = [];
    private readonly SampleQueue _shaped = new();
    private float[] _samples = [];
    private float[] _marked = [];
    private byte[] _bytes = [];
    private ReadOnlyMemory<byte> _untouched;
    private int _count;
    private long _received;
    private int _stretch;
    private long _begun;

    /// <summary>Samples that came out so far: the index of the next.</summary>
    public long Sent { get; private set; }

    /// <summary>The samples that came out of the last call.</summary>
    public ReadOnlySpan<float> Last => _untouched.IsEmpty ? _marked.AsSpan(0, _count) : MemoryMarshal.Cast<byte, float>(_untouched.Span);

    public int BytesPerSample => encoding is AudioEncoding.PcmF32 ? sizeof(float) : Pcm16.BytesPerSample;

    /// <param name="block">Samples as floats, those after the ones before.</param>
    /// <returns>What can go out, in the encoding; may be empty.</returns>
    public ReadOnlyMemory<byte> Process(ReadOnlyMemory<byte> block)
    {
        var count = block.Length / sizeof(float);
        var first = _received;
        _received += count;
        _untouched = default;
        if (shaping is null)
            TakeMarksSoFar();
        if (encoding is AudioEncoding.PcmF32 && watermark is null && shaping is null && !fade.Reaches(_received))
        {
            _untouched = block;
            Sent += count;
            return block;
        }

        if (_samples.Length < count)
            _samples = new float[count];
        var samples = _samples.AsSpan(0, count);
        MemoryMarshal.Cast<byte, float>(block.Span).CopyTo(samples);
        fade.Apply(samples, first);
        if (shaping is null)
            return Encode(Mark(samples));
        shaping.Process(samples, _shaped);
        return EncodeShaped(ends: false);
    }

    /// <summary>The end: what was held back.</summary>
    public ReadOnlyMemory<byte> Flush()
    {
        _untouched = default;
        if (shaping is null)
        {
            _marks.AddRange(plan.TakeLast(_stretch, _begun, _received));
            return Encode(Mark([], ends: true));
        }

        shaping.Finish(_shaped);
        return EncodeShaped(ends: true);
    }

    /// <summary>Marks whose places became known.</summary>
    public IReadOnlyList<SpokenMark> TakeMarks()
    {
        if (shaping is not null)
            return shaping.TakeMarks();
        SpokenMark[] marks = [.. _marks];
        _marks.Clear();
        return marks;
    }

    // Unshaped, stretches follow each other as they were decoded.
    private void TakeMarksSoFar()
    {
        for (; plan.BeginOf(_stretch + 1) is { } next && next <= _received; _stretch++, _begun = next)
        {
            _marks.AddRange(plan.TakeReached(_stretch, next - _begun, decoded => _begun + decoded));
            _marks.AddRange(plan.TakeLast(_stretch, _begun, next));
        }

        _marks.AddRange(plan.TakeReached(_stretch, _received - _begun, decoded => _begun + decoded));
    }

    private ReadOnlyMemory<byte> EncodeShaped(bool ends)
    {
        var bytes = Encode(Mark(_shaped.ReadAll(), ends));
        _shaped.Clear();
        return bytes;
    }

    private int Mark(ReadOnlySpan<float> samples, bool ends = false)
    {
        var room = samples.Length + (ends ? WatermarkLayout.Delay : 0);
        if (_marked.Length < room)
            (_marked, _bytes) = (new float[room], new byte[room * sizeof(float)]);
        if (watermark is null)
        {
            samples.CopyTo(_marked);
            return samples.Length;
        }

        var written = watermark.Process(samples, _marked);
        return ends ? written + watermark.Flush(_marked.AsSpan(written)) : written;
    }

    private ReadOnlyMemory<byte> Encode(int count)
    {
        _count = count;
        var samples = _marked.AsSpan(0, count);
        var bytes = _bytes.AsMemory(0, count * BytesPerSample);
        if (encoding is AudioEncoding.PcmF32)
            MemoryMarshal.AsBytes(samples).CopyTo(bytes.Span);
        else
            Pcm16.FromFloat(samples, bytes.Span);
        Sent += count;
        return bytes;
    }
}
