using System.Runtime.InteropServices;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>The AcousticDecoder's samples to the client, by the way out that all take, and then how it ended.</summary>
internal sealed class AudioPump(
    Utterance utterance,
    FramePump frames,
    FrameBuffer buffer,
    PlaybackClock clock,
    OutputChain output,
    IDecoding decoding,
    IUtteranceClient client,
    UtteranceTimer timer)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        await client.SendStartedAsync(utterance);
        await foreach (var block in decoding.ReadSamplesAsync(cancellation))
        {
            if (block.IsEmpty)
                continue;
            await SendAsync(output.Sent, output.Process(block));
            clock.Delivered(MemoryMarshal.Cast<byte, float>(block.Span));
        }

        if (buffer.Ended is not { } end)
            throw new SpeechException(SpeechErrorKind.Internal, "The acoustic decoder ended before its frames did.");
        await SendAsync(output.Sent, output.Flush());
        timer.Finish(output.Sent, end.Reason);
        await client.SendFinishedAsync(end.Reason, buffer.Taken, output.Sent, frames.Retries);
    }

    private async Task SendAsync(long firstSample, ReadOnlyMemory<byte> pcm)
    {
        if (pcm.IsEmpty)
            return;
        await client.SendAudioAsync(pcm, firstSample);
        timer.AudioSent();
    }
}
