using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>
/// The TokenGenerator's frames to the buffer, as fast as they come. A runaway of which nothing has been sent on is begun again, once,
/// and so is a stretch of which the model says nothing.
/// </summary>
internal sealed class FramePump(RepeatableGenerating generating, FrameBuffer buffer, StretchPlan plan, StretchHandover handover)
{
    /// <summary>How often the speech was begun again.</summary>
    public int Retries { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var begun = buffer.Count;
        while (true)
        {
            await foreach (var frames in generating.ReadFramesAsync(cancellation))
            {
                plan.Speak(buffer.Count, frames.TextPositions.Select(token => token - generating.TokensBefore));
                buffer.Add(frames);
            }

            var end = generating.Finished!;
            if (end.Reason is FinishReason.Stop && buffer.Count == begun && generating.GoesOn)
            {
                // Led on from what it said before, the model held these words for said.
                await generating.BeginAnewAsync(begun, cancellation);
                continue;
            }

            if (end.Reason is FinishReason.Stop && await handover.NextAsync(cancellation))
            {
                begun = buffer.Count;
                continue;
            }

            if (end.Reason is not FinishReason.Runaway || Retries > 0 || !buffer.TryReset())
            {
                buffer.End(end with { Since = end.Since + generating.FramesBefore });
                handover.Over();
                return;
            }

            Retries++;
            await generating.RepeatAsync(cancellation);
        }
    }
}
