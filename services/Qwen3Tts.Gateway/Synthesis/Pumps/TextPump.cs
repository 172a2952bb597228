using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Generation;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>The client's text to the TextFrontend. Where the client asks to stop, the speech ends with what has been sent of it.</summary>
internal sealed class TextPump(IUtteranceClient client, ITokenizing tokenizing, FrameBuffer buffer)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        await tokenizing.StartAsync(cancellation);
        await foreach (var piece in client.ReadTextAsync(cancellation))
            await (piece.Flushes ? tokenizing.FlushAsync(cancellation) : tokenizing.SendAsync(piece.Text, cancellation));
        if (!client.HasCancelled)
        {
            await tokenizing.EndAsync(cancellation);
            await client.ReadToEndAsync(cancellation);
        }

        if (client.HasCancelled)
            buffer.End(new GenerationEnd(FinishReason.Cancelled));
    }
}
