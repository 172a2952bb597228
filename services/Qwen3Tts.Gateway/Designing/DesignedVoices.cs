using Qwen3Tts.Gateway.Admission;
using Qwen3Tts.Gateway.Consent;
using Qwen3Tts.Gateway.Limits;
using Qwen3Tts.Gateway.Models;
using Qwen3Tts.Gateway.Synthesis;
using Qwen3Tts.Gateway.Telemetry;
using Qwen3Tts.Gateway.Voices;
using Qwen3Tts.Speech.Errors;
using Qwen3Tts.Speech.Models;

namespace Qwen3Tts.Gateway.Designing;

/// <summary>
/// Freezes designed voices: what a voice-design model speaks becomes the reference of a registered voice, for the base models. The
/// reference is spoken without the mark, which would otherwise be cloned with the voice; so it leaves this process for the
/// SpeakerEmbedding and the store only.
/// </summary>
internal sealed class DesignedVoices(
    ModelRegistry registry,
    VoiceCatalog voices,
    IVoicePolicy policy,
    UtterancePlanner planner,
    SynthesisPipeline pipeline,
    UtteranceAdmission admission,
    TenantLimits tenants,
    GatewayMetrics metrics,
    TimeProvider time)
{
    // No more is of use: references are cut to ten seconds.
    private const int MaxTextLength = 300;
    private const int MaxSeconds = 30;

    /// <param name="caller">Who asks, and the terms that it accepts.</param>
    /// <exception cref="SpeechException">
    /// Unsupported: the fleet has no voice-design model, or none that clones. Invalid: text, instruction, or what was spoken is no good.
    /// Denied: what <see cref="IVoicePolicy"/> refuses. And those of <see cref="VoiceCatalog.CheckAsync"/>.
    /// </exception>
    public async Task<FrozenVoice> FreezeAsync(CloneClaim caller, FreezeRequest request, CallLimits limits)
    {
        var cancellation = limits.Cancellation;
        if (string.IsNullOrWhiteSpace(request.Instruction))
            throw SpeechException.Invalid("A voice is designed by an instruction that says how it sounds, such as 'a calm, deep voice of an old man'.");
        var (language, text) = request.Text is null ? ReferenceTexts.In(request.Language) : (request.Language, request.Text);
        if (text.Length > MaxTextLength)
            throw SpeechException.Invalid($"The text has {text.Length} characters; a reference needs no more than {MaxTextLength}.");
        // Before anything is spoken: whether it may be kept, and could be.
        await policy.EnsureMayBeginAsync(caller with { Design = new VoiceDesign("", 0) }, cancellation);
        _ = Enrolment.Encoder(await registry.AskAsync(cancellation));
        await voices.CheckAsync(caller.Caller.Tenant, request.Name, text, cancellation);

        var (clip, design) = await SpeakAsync(caller, request, language, text, limits);
        return new FrozenVoice(await voices.AddAsync(caller with { Design = design }, request.Name, text, clip, cancellation), design);
    }

    private async Task<(ReadOnlyMemory<byte> Clip, VoiceDesign Design)> SpeakAsync(
        CloneClaim caller, FreezeRequest request, string? language, string text, CallLimits limits)
    {
        using var permit = admission.Enter();
        var id = Guid.NewGuid().ToString("N");
        await using var share = await tenants.EnterAsync(caller.Caller.Tenant, id);
        using var open = metrics.Open();
        var started = time.GetTimestamp();
        var utterance = await planner.PlanAsync(
            id,
            caller,
            new SynthesisRequest
            {
                Model = request.Model,
                Mode = SynthesisMode.VoiceDesign,
                Language = language,
                Instruction = request.Instruction,
                Seed = request.Seed,
                Encoding = AudioEncoding.PcmS16,
                Purpose = Delivery.DeliveryPurpose.File,
            },
            limits.Cancellation);
        var codec = utterance.Model.Codec;
        utterance = utterance with
        {
            Watermark = null,
            StaysInside = true,
            Sampling = utterance.Sampling with { MaxFrames = (int)Math.Ceiling(MaxSeconds * codec.FramesPerSecond) },
        };
        var recorder = new ReferenceRecorder(text);
        await pipeline.SpeakAsync(
            utterance,
            static (_, _) => throw new InvalidOperationException("A plain text names no voice."),
            new AdmittedClient(recorder, permit, share),
            new UtteranceTimer(utterance, caller.Caller.Tenant.Name, started, metrics, time, span: null),
            limits);
        return (recorder.ToClip(codec.SampleRate), new VoiceDesign(utterance.Model.Name, utterance.Seed));
    }
}
