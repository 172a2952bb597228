using Qwen3Tts.Gateway.Synthesis.Pumps;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>
/// Speaks an utterance: text → TextFrontend → tokens → TokenGenerator → frames → AcousticDecoder → samples. All streams are
/// open before the first text is read, the voice is looked up meanwhile, and nothing is queued here: each pump writes what it
/// has read before it reads on.
/// </summary>
internal sealed class SynthesisPipeline(IStages stages, VoiceEmbeddings voices)
{
    /// <exception cref="SpeechException">The first error of any stage; all others have been stopped.</exception>
    /// <exception cref="OperationCanceledException">The client has gone, or its deadline has passed.</exception>
    public async Task SpeakAsync(Utterance utterance, IUtteranceClient client, UtteranceTimer timer, CallLimits limits)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limits.Cancellation);
        var calls = limits with { Cancellation = stop.Token };
        using var tokenizing = await stages.OpenTokenizingAsync(utterance, calls);
        using var generating = await stages.OpenGeneratingAsync(utterance, calls);
        using var decoding = await stages.OpenDecodingAsync(utterance, calls);

        var voice = FindVoiceAsync(utterance.Voice, stop.Token);
        var frames = new FramePump(utterance, voice, generating, decoding);
        try
        {
            await PumpGroup.RunAsync(
                stop,
                last: new AudioPump(utterance, generating, frames, decoding, client, timer).RunAsync(stop.Token),
                voice,
                new TextPump(client, tokenizing).RunAsync(stop.Token),
                new TokenPump(voice, tokenizing, generating).RunAsync(stop.Token),
                frames.RunAsync(stop.Token));
        }
        catch (Exception) when (limits.Cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(limits.Cancellation);
        }
    }

    private async Task<VoiceEmbedding?> FindVoiceAsync(VoiceUse? use, CancellationToken cancellation) =>
        use is null ? null : await voices.GetAsync(use, cancellation);
}
