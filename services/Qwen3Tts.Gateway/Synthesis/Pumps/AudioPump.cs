using System.Buffers;
using System.Runtime.InteropServices;
using Qwen3Tts.Audio.Pcm;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>The AcousticDecoder's samples to the client, in its encoding, and then how it ended.</summary>
internal sealed class AudioPump(
    Utterance utterance, IGenerating generating, FramePump frames, IDecoding decoding, IUtteranceClient client, UtteranceTimer timer)
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
            samples += block.Length / sizeof(float);
        }

        if (!frames.HasEnded || generating.Finished is not { } reason)
            throw new SpeechException(SpeechErrorKind.Internal, "The acoustic decoder ended before its frames did.");
        timer.Finish(samples);
        await client.SendFinishedAsync(reason, frames.Frames, samples);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> block, long firstSample)
    {
        if (utterance.Encoding is AudioEncoding.PcmF32)
        {
            await client.SendAudioAsync(block, firstSample);
            return;
        }

        var bytes = block.Length / sizeof(float) * Pcm16.BytesPerSample;
        var rented = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            Pcm16.FromFloat(MemoryMarshal.Cast<byte, float>(block.Span), rented.AsSpan(0, bytes));
            await client.SendAudioAsync(rented.AsMemory(0, bytes), firstSample);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
