using Qwen3Tts.Gateway.Synthesis.Stages;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>The client's text to the TextFrontend.</summary>
internal sealed class TextPump(IUtteranceClient client, ITokenizing tokenizing)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        await tokenizing.StartAsync(cancellation);
        await foreach (var piece in client.ReadTextAsync(cancellation))
            await tokenizing.SendAsync(piece, cancellation);
        await tokenizing.EndAsync(cancellation);
        await client.ReadToEndAsync(cancellation);
    }
}
