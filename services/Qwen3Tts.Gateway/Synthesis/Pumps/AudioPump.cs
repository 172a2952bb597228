using System.Buffers;
using System.Runtime.InteropServices;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Audio.Streaming;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>The AcousticDecoder's samples to the client, in its encoding, and then how it ended.</summary>
internal sealed class AudioPump(
    Utterance utterance,
    FramePump frames,
    FrameBuffer buffer,
    PlaybackClock clock,
    FadeOut fade,
    StretchPlan plan,
    IDecoding decoding,
    IUtteranceClient client,
    UtteranceTimer timer)
{
    private readonly SpeechShaping? _shaping = utterance.Manner.IsShaped ? new SpeechShaping(utterance.Model.Codec, plan) : null;
    private readonly SampleQueue _shaped = new();
    private long _samples;

    public async Task RunAsync(CancellationToken cancellation)
    {
        await client.SendStartedAsync(utterance);
        long decoded = 0;
        await foreach (var block in decoding.ReadSamplesAsync(cancellation))
        {
            if (block.IsEmpty)
                continue;
            await SendWarningsAsync();
            if (_shaping is null)
                await SendAsync(block, decoded);
            else
                await ShapeAsync(block, decoded);
            decoded += block.Length / sizeof(float);
        }

        if (_shaping is not null)
        {
            _shaping.Finish(_shaped);
            await SendShapedAsync();
        }

        if (buffer.Ended is not { } end)
            throw new SpeechException(SpeechErrorKind.Internal, "The acoustic decoder ended before its frames did.");
        await SendWarningsAsync();
        timer.Finish(_samples, end.Reason);
        await client.SendFinishedAsync(end.Reason, buffer.Taken, _samples, frames.Retries);
    }

    private async Task SendWarningsAsync()
    {
        while (plan.Warnings.TryDequeue(out var warning))
            await client.SendWarningAsync(warning);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> block, long first)
    {
        if (utterance.Encoding is AudioEncoding.PcmF32 && !fade.Reaches(first + block.Length / sizeof(float)))
        {
            await DeliverAsync(block, block);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(block.Length);
        try
        {
            block.CopyTo(rented);
            var samples = MemoryMarshal.Cast<byte, float>(rented.AsSpan(0, block.Length));
            fade.Apply(samples, first);
            var bytes = utterance.Encoding is AudioEncoding.PcmF32 ? block.Length : ToPcm16(samples, rented);
            await DeliverAsync(rented.AsMemory(0, bytes), block);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private async Task ShapeAsync(ReadOnlyMemory<byte> block, long first)
    {
        var samples = MemoryMarshal.Cast<byte, float>(block.Span).ToArray();
        fade.Apply(samples, first);
        _shaping!.Process(samples, _shaped);
        await SendShapedAsync();
    }

    private async Task SendShapedAsync()
    {
        foreach (var mark in _shaping!.TakeMarks())
            await client.SendMarkAsync(mark);
        while (_shaped.Count > 0)
        {
            // A pause may be longer than a message should be.
            var samples = _shaped.Read(_shaped.Start, Math.Min(_shaped.Count, utterance.Model.Codec.SampleRate)).ToArray();
            _shaped.DropBefore(_shaped.Start + samples.Length);
            var floats = MemoryMarshal.AsBytes(samples.AsSpan()).ToArray();
            var pcm = floats;
            if (utterance.Encoding is not AudioEncoding.PcmF32)
            {
                pcm = new byte[samples.Length * Pcm16.BytesPerSample];
                Pcm16.FromFloat(samples, pcm);
            }

            await DeliverAsync(pcm, floats);
        }
    }

    private async Task DeliverAsync(ReadOnlyMemory<byte> pcm, ReadOnlyMemory<byte> floats)
    {
        await client.SendAudioAsync(pcm, _samples);
        timer.AudioSent();
        clock.Delivered(MemoryMarshal.Cast<byte, float>(floats.Span));
        _samples += floats.Length / sizeof(float);
    }

    // In place: a sample's two bytes are never beyond its four.
    private static int ToPcm16(ReadOnlySpan<float> samples, Span<byte> pcm)
    {
        var bytes = samples.Length * Pcm16.BytesPerSample;
        Pcm16.FromFloat(samples, pcm[..bytes]);
        return bytes;
    }
}
