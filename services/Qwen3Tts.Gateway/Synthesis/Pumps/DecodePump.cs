using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>
/// The buffer's frames to the AcousticDecoder, no earlier than playback asks for. In-context cloning decodes the reference first, as
/// the official code does.
/// </summary>
internal sealed class DecodePump(
    Utterance utterance, Task<VoiceEmbedding?> voice, FrameBuffer buffer, PlaybackClock clock, FadeOut fade, IDecoding decoding, StretchPlan plan)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        await decoding.StartAsync(utterance.IsInContext ? (await voice)?.ReferenceCodes : null, cancellation);
        long samples = 0;
        await clock.WaitAsync(plan.Heard(samples), cancellation);
        while (await buffer.TakeAsync(cancellation) is { } next)
        {
            if (next.Fades)
                fade.Begin(samples);
            await decoding.SendAsync(next.Frame, next.Index, cancellation);
            samples += utterance.Model.Codec.SamplesPerFrame;
            await clock.WaitAsync(plan.Heard(samples), cancellation);
        }

        await decoding.EndAsync();
    }
}
