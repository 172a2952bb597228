using Microsoft.Extensions.Options;
using Qwen3Tts.Gateway.Delivery;
using Qwen3Tts.Gateway.Output;
using Qwen3Tts.Gateway.Shaping;
using Qwen3Tts.Gateway.Synthesis.Pumps;
using Qwen3Tts.Gateway.Synthesis.Stages;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Gateway.Voices.Changes;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Voices;

namespace Qwen3Tts.Gateway.Synthesis;

/// <summary>
/// Speaks an utterance: text → TextFrontend → tokens → TokenGenerator → frames → AcousticDecoder → samples. All streams are
/// open before the first text is read, and the voice is looked up meanwhile. Only frames are queued here: they come as fast as they
/// are made, so that a runaway is known of before it is heard, and go on as playback asks for them.
/// </summary>
internal sealed class SynthesisPipeline(
    IStages stages,
    VoiceEmbeddings voices,
    SpokenVoices spoken,
    VoiceUsage usage,
    Watermarks watermarks,
    IOptions<DeliveryOptions> delivery,
    TimeProvider time)
{
    /// <exception cref="SpeechException">The first error of any stage; all others have been stopped.</exception>
    /// <exception cref="OperationCanceledException">The client has gone, or its deadline has passed.</exception>
    public async Task SpeakAsync(Utterance utterance, IUtteranceClient client, UtteranceTimer timer, CallLimits limits)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limits.Cancellation);
        using var speaking = Begin(utterance.Voice);
        var calls = limits with { Cancellation = stop.Token };
        using var tokenizing = await stages.OpenTokenizingAsync(utterance, calls);
        using var generating = new RepeatableGenerating(stages, utterance, calls, await stages.OpenGeneratingAsync(utterance, calls));
        using var decoding = await stages.OpenDecodingAsync(utterance, calls);

        var voice = FindVoiceAsync(utterance.Voice, stop.Token);
        var codec = utterance.Model.Codec;
        var lead = delivery.Value.Lead;
        var isFile = utterance.Purpose is DeliveryPurpose.File;
        var buffer = new FrameBuffer(codec.Groups, held: isFile ? (int)Math.Ceiling(lead * codec.FramesPerSecond) : 0);
        var clock = new PlaybackClock(codec.SampleRate, isFile ? 0 : lead, time, utterance.Heard);
        var fade = new FadeOut(codec.SamplesPerFrame);
        var plan = new StretchPlan(codec, utterance.Manner.Prosody, turns: utterance.Manner.IsSsml && utterance.Model.TellsWords);
        var shaping = utterance.Manner.IsShaped ? new SpeechShaping(codec, plan) : null;
        var output = new OutputChain(utterance.Encoding, fade, watermarks.Embedder(utterance.Watermark), plan, shaping);
        var handover = new StretchHandover();
        if (utterance.Manner.IsShaped)
            handover.Expect();
        var frames = new FramePump(generating, buffer, plan, handover);
        try
        {
            await PumpGroup.RunAsync(
                stop,
                last: new AudioPump(utterance, frames, buffer, clock, plan, output, decoding, client, timer).RunAsync(stop.Token),
                voice,
                speaking?.GuardAsync(stop.Token) ?? Task.CompletedTask,
                new TextPump(client, tokenizing, buffer).RunAsync(stop.Token),
                new TokenPump(voice, tokenizing, generating, buffer, plan, handover).RunAsync(stop.Token),
                frames.RunAsync(stop.Token),
                new DecodePump(utterance, voice, buffer, clock, fade, decoding, plan).RunAsync(stop.Token));
        }
        catch (Exception) when (limits.Cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(limits.Cancellation);
        }
    }

    private SpokenVoice? Begin(VoiceUse? use)
    {
        switch (use?.Voice)
        {
            case RegisteredVoice voice:
                var speaking = spoken.Begin(use.Tenant, voice);
                usage.Used(use.Tenant, voice);
                return speaking;
            case OneOffVoice { Grant.ConsentId: not "" } voice:
                return spoken.Begin(use.Tenant, voice);
            default:
                return null;
        }
    }

    private async Task<VoiceEmbedding?> FindVoiceAsync(VoiceUse? use, CancellationToken cancellation) =>
        use is null ? null : await voices.GetAsync(use, cancellation);
}
