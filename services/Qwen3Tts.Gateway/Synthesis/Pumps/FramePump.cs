using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>
/// The TokenGenerator's frames to the buffer, as fast as they come. A runaway of which nothing has been sent on is begun again, once.
/// </summary>
internal sealed class FramePump(RepeatableGenerating generating, FrameBuffer buffer, StretchHandover handover)
{
    /// <summary>How often the speech was begun again.</summary>
    public int Retries { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await foreach (var frames in generating.ReadFramesAsync(cancellation))
                buffer.Add(frames);
            var end = generating.Finished!;
            if (end.Reason is FinishReason.Stop && await handover.NextAsync(cancellation))
                continue;
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
