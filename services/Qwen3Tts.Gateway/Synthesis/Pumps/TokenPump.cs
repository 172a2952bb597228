using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Synthesis.Pumps;

/// <summary>The TextFrontend's tokens to the TokenGenerator, which starts when both the first words and the voice are there.</summary>
internal sealed class TokenPump(Task<VoiceEmbedding?> voice, ITokenizing tokenizing, RepeatableGenerating generating)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var prompt = await tokenizing.ReadPromptAsync(cancellation);
        await generating.StartAsync(prompt, await voice, cancellation);
        await foreach (var tokens in tokenizing.ReadTokensAsync(cancellation))
            await generating.SendAsync(tokens, cancellation);
        await generating.EndAsync(cancellation);
    }
}
