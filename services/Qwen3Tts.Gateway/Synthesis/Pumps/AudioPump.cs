using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Speech.Errors;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>The AcousticDecoder's samples to the client, by the way out that all take, and then how it ended.</summary>
internal sealed class AudioPump(
    Utterance utterance,
    FramePump frames,
    FrameBuffer buffer,
    PlaybackClock clock,
    StretchPlan plan,
    OutputChain output,
    RestartableDecoding decoding,
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
            await SendWarningsAsync();
            await SendAsync(output.Sent, output.Process(block));
        }

        await SendAsync(output.Sent, output.Flush());
        if (buffer.Ended is not { } end)
            throw new SpeechException(SpeechErrorKind.Internal, "The acoustic decoder ended before its frames did.");
        await SendWarningsAsync();
        timer.Finish(output.Sent, end.Reason);
        await client.SendFinishedAsync(end.Reason, buffer.Taken, output.Sent, frames.Retries);
    }

    private async Task SendWarningsAsync()
    {
        while (plan.Warnings.TryDequeue(out var warning))
            await client.SendWarningAsync(warning);
    }

    private async Task SendAsync(long firstSample, ReadOnlyMemory<byte> pcm)
    {
        foreach (var mark in output.TakeMarks())
            await client.SendMarkAsync(mark);
        // What the client has from a call before this one.
        var heard = (int)Math.Clamp(utterance.Heard - firstSample, 0, pcm.Length / output.BytesPerSample);
        (firstSample, pcm) = (firstSample + heard, pcm[(heard * output.BytesPerSample)..]);
        // A pause may be longer than a message should be.
        var most = utterance.Model.Codec.SampleRate * output.BytesPerSample;
        for (var sent = 0; sent < pcm.Length; sent += most)
        {
            var piece = pcm.Slice(sent, Math.Min(most, pcm.Length - sent));
            var before = sent / output.BytesPerSample;
            timer.AudioReady(firstSample + before);
            await client.SendAudioAsync(piece, firstSample + before);
            timer.AudioSent(output.Last.Slice(heard + before, piece.Length / output.BytesPerSample));
        }

        clock.Delivered(output.Last[heard..]);
    }
}
