using System.Buffers;
using System.Runtime.InteropServices;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Gateway.Delivery;
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
    IDecoding decoding,
    IUtteranceClient client,
    UtteranceTimer timer)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        await client.SendStartedAsync(utterance);
        long samples = 0;
        await foreach (var block in decoding.ReadSamplesAsync(cancellation))
        {
            if (block.IsEmpty)
                continue;
            await SendAsync(block, samples);
            timer.AudioSent();
            clock.Delivered(MemoryMarshal.Cast<byte, float>(block.Span));
            samples += block.Length / sizeof(float);
        }

        if (buffer.Ended is not { } end)
            throw new SpeechException(SpeechErrorKind.Internal, "The acoustic decoder ended before its frames did.");
        timer.Finish(samples, end.Reason);
        await client.SendFinishedAsync(end.Reason, buffer.Taken, samples, frames.Retries);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> block, long firstSample)
    {
        var count = block.Length / sizeof(float);
        if (utterance.Encoding is AudioEncoding.PcmF32 && !fade.Reaches(firstSample + count))
        {
            await client.SendAudioAsync(block, firstSample);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(block.Length);
        try
        {
            block.CopyTo(rented);
            var samples = MemoryMarshal.Cast<byte, float>(rented.AsSpan(0, block.Length));
            fade.Apply(samples, firstSample);
            var bytes = utterance.Encoding is AudioEncoding.PcmF32 ? block.Length : ToPcm16(samples, rented);
            await client.SendAudioAsync(rented.AsMemory(0, bytes), firstSample);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // In place: a sample's two bytes are never beyond its four.
    private static int ToPcm16(ReadOnlySpan<float> samples, Span<byte> pcm)
    {
        var bytes = samples.Length * Pcm16.BytesPerSample;
        Pcm16.FromFloat(samples, pcm[..bytes]);
        return bytes;
    }
}
