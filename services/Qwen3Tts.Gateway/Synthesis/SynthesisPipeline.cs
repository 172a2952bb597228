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
    /// <param name="recast">The utterance as it is spoken by another voice, which its document names.</param>
    /// <exception cref="SpeechException">The first error of any stage; all others have been stopped.</exception>
    /// <exception cref="OperationCanceledException">The client has gone, or its deadline has passed.</exception>
    public async Task SpeakAsync(
        Utterance utterance, Func<string, CancellationToken, Task<Utterance>> recast, IUtteranceClient client, UtteranceTimer timer, CallLimits limits)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limits.Cancellation);
        var calls = limits with { Cancellation = stop.Token };
        using var casting = new VoiceCasting(utterance, recast, stages, voices, spoken, usage, calls);
        using var tokenizing = await stages.OpenTokenizingAsync(utterance, calls);
        var goesOn = utterance.Resumption is not "";
        using var generating = new RepeatableGenerating(stages, utterance, calls, await stages.OpenGeneratingAsync(utterance, calls, goesOn));
        using var decoding = new RestartableDecoding(
            () => stages.OpenDecodingAsync(utterance, calls, goesOn: true), await stages.OpenDecodingAsync(utterance, calls, goesOn));

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
                casting.OfAsync(""),
                casting.GuardAsync(stop.Token),
                new TextPump(client, tokenizing, buffer).RunAsync(stop.Token),
                new TokenPump(casting, tokenizing, generating, buffer, plan, handover).RunAsync(stop.Token),
                frames.RunAsync(stop.Token),
                new DecodePump(utterance, casting.First, buffer, clock, fade, decoding, plan).RunAsync(stop.Token));
        }
        catch (Exception) when (limits.Cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(limits.Cancellation);
        }
    }
}
