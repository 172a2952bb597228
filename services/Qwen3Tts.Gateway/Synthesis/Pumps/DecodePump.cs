using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis.Stages;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>
/// The buffer's frames to the AcousticDecoder, no earlier than playback asks for. In-context cloning decodes the reference first, as
/// the official code does; where another voice speaks decoding begins anew.
/// </summary>
internal sealed class DecodePump(
    Utterance utterance, Task<VoiceCast> first, FrameBuffer buffer, PlaybackClock clock, FadeOut fade, RestartableDecoding decoding, StretchPlan plan)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var taking = buffer.TakeAsync(cancellation);
        // Where nothing is said, nobody speaks.
        await Task.WhenAny(first, taking);
        await decoding.StartAsync(first.IsCompleted ? (await first).Reference : null, cancellation);
        long samples = 0;
        await clock.WaitAsync(plan.Heard(samples), cancellation);
        while (await taking is { } next)
        {
            if (next.Fades)
                fade.Begin(samples);
            if (plan.VoiceFrom(next.Index) is { } voice)
                await decoding.RestartAsync(voice.Reference, next.Index, cancellation);
            await decoding.SendAsync(next.Frame, next.Index, cancellation);
            samples += utterance.Model.Codec.SamplesPerFrame;
            await clock.WaitAsync(plan.Heard(samples), cancellation);
            taking = buffer.TakeAsync(cancellation);
        }

        await decoding.EndAsync();
    }
}
